using Xunit;

namespace HmsSync.Tests.Partners;

public sealed class HospitalTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rule_holds_beds_and_a_changed_rule_holds_others()
    {
        await using var hospital = await HospitalRig.StartAsync();

        Assert.Equal(201, await hospital.ReserveAsync(10));
        Assert.Contains("\"held\":10,\"free\":8", await hospital.WardAsync(), StringComparison.Ordinal);
        Assert.Equal(200, await hospital.ReserveAsync(4));
        Assert.Equal(201, await hospital.ReserveAsync(6, rule: "8"));

        Assert.Equal(
            """{"total":30,"booked":12,"held":6,"free":12,"reservations":["""
            + """{"rule":"7","bedCap":4,"start":"2026-12-01","priority":"HIGH"},"""
            + """{"rule":"8","bedCap":6,"start":"2026-12-01","priority":"HIGH"}]}""",
            await hospital.WardAsync());
    }

    [Fact]
    public async Task A_repeated_key_gets_the_same_answer_and_holds_nothing_twice()
    {
        await using var hospital = await HospitalRig.StartAsync();

        Assert.Equal(201, await hospital.ReserveAsync(10, key: "k-1"));
        Assert.Equal(200, await hospital.ReserveAsync(4, key: "k-2"));
        Assert.Equal(201, await hospital.ReserveAsync(10, key: "k-1"));
        Assert.Equal(422, await hospital.ReserveAsync(11, key: "k-1"));
        await hospital.StopSchedulerAsync();
        await hospital.StartSchedulerAsync();
        Assert.Equal(201, await hospital.ReserveAsync(10, key: "k-1"));

        Assert.Contains("\"held\":4", await hospital.WardAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"bedCap":10,"start":"2026-12-01"}""", 401)]
    [InlineData("""{"token":"t0ke","bedCap":10,"start":"2026-12-01"}""", 401)]
    [InlineData("""{"token":7,"bedCap":10,"start":"2026-12-01"}""", 401)]
    [InlineData("[]", 401)]
    [InlineData("", 400)]
    [InlineData("""{"token":"t0ken","token":"t0ken"}""", 400)]
    [InlineData("""{"token":"t0ken","start":"2026-12-01"}""", 422)]
    [InlineData("""{"token":"t0ken","bedCap":"10","start":"2026-12-01"}""", 422)]
    [InlineData("""{"token":"t0ken","bedCap":-1,"start":"2026-12-01"}""", 422)]
    [InlineData("""{"token":"t0ken","bedCap":31,"start":"2026-12-01"}""", 422)]
    [InlineData("""{"token":"t0ken","bedCap":1.5,"start":"2026-12-01"}""", 422)]
    [InlineData("""{"token":"t0ken","bedCap":10}""", 422)]
    [InlineData("""{"token":"t0ken","bedCap":10,"start":"soon"}""", 422)]
    [InlineData("""{"token":"t0ken","bedCap":10,"start":"2026-12-01","priority":"AT ONCE"}""", 422)]
    [InlineData("""{"token":"t0ken","bedCap":10,"start":"2026-12-01","priority":1}""", 422)]
    [InlineData("""{"token":"t0ken","bedCap":10,"start":"2026-12-01","rule":""}""", 422)]
    public async Task Nonsense_holds_no_bed(string body, int status)
    {
        await using var hospital = await HospitalRig.StartAsync();

        Assert.Equal(status, (await hospital.CallAsync("POST", "api/v1/reserveBeds", body)).Status);
        Assert.Contains("\"reservations\":[]", await hospital.WardAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_bed_rings_until_it_is_heard_also_after_a_kill()
    {
        await using var hospital = await HospitalRig.StartAsync();
        await hospital.ReserveAsync(10);
        hospital.Hms.Answer(503);
        Assert.Equal(202, (await hospital.CallAsync("POST", "ward/cancel")).Status);
        var before = await hospital.Hms.NextAsync(Stop);
        await hospital.StopSchedulerAsync();
        hospital.Hms.Answer(204);
        await hospital.StartSchedulerAsync();

        var after = await hospital.Hms.NextAsync(Stop);
        while (after.Connection == before.Connection)
        {
            after = await hospital.Hms.NextAsync(Stop); // rung again before the stop
        }

        Assert.Equal("""{"auth":"bell","bedsFree":9}""", after.Body);
        Assert.Equal("POST /webhook/bedChange", $"{after.Method} {after.Target}");
        Assert.Equal(before.Headers["Idempotency-Key"], after.Headers["Idempotency-Key"]);
        Assert.Contains("\"booked\":11,\"held\":10,\"free\":9", await hospital.WardAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_no_more_to_cancel_than_was_booked()
    {
        await using var hospital = await HospitalRig.StartAsync();
        for (var bed = 0; bed < 12; bed++)
        {
            Assert.Equal(202, (await hospital.CallAsync("POST", "ward/cancel")).Status);
        }

        Assert.Equal(409, (await hospital.CallAsync("POST", "ward/cancel")).Status);
    }

    [Fact]
    public async Task Its_screen_shows_each_call_and_no_secret()
    {
        await using var hospital = await HospitalRig.StartAsync();
        await hospital.ReserveAsync(10);
        await hospital.ReserveAsync(10, token: "wrong-secret");
        await hospital.StopSchedulerAsync();

        var lines = hospital.Screen.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("→ POST /api/v1/reserveBeds {rule: 7, bedCap: 10, start: 2026-12-01, priority: HIGH} 201", lines[0]);
        Assert.EndsWith(" 401", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", hospital.Screen.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", hospital.Screen.ToString(), StringComparison.Ordinal);
        await hospital.StartSchedulerAsync();
    }
}
