using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Partners;

public sealed class LotusClerkTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clerk_who_cancels_rings_the_doorbell()
    {
        await using var lotus = await LotusRig.StartAsync();
        await lotus.PostAsync("42");

        Assert.Equal(202, (await lotus.CallAsync("POST", "clerk/cancel/42")).Status);

        var ring = await lotus.Hms.NextAsync(Stop);
        Assert.Equal("POST /webhook/lotus_notes/slotChange", $"{ring.Method} {ring.Target}");
        Assert.Equal("""{"auth":"bell","uid":42,"type":"cancelled"}""", ring.Body);
        Assert.Equal("[]", (await lotus.CallAsync("GET", "api/events")).Body);
    }

    [Fact]
    public async Task A_clerk_who_changes_tells_what_changed_and_nothing_else()
    {
        await using var lotus = await LotusRig.StartAsync();
        await lotus.PostAsync("\"a b\"");

        Assert.Equal(202, (await lotus.CallAsync(
            "POST", "clerk/change/a%20b", """{"close":"2030-01-07T11:00:00Z","title":"longer"}""")).Status);

        Assert.Equal(
            """{"auth":"bell","uid":"a b","type":"changed","close":"2030-01-07T11:00:00Z","title":"longer"}""",
            (await lotus.Hms.NextAsync(Stop)).Body);
        var after = (await lotus.CallAsync("GET", "api/events")).Body;
        Assert.Contains("11:00:00Z\",\"title\":\"longer", after, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clerk/cancel/7", null, 404)]
    [InlineData("clerk/change/7", """{"title":"x"}""", 404)]
    [InlineData("clerk/change/42", "{}", 422)]
    [InlineData("clerk/change/42", """{"begin":"later"}""", 422)]
    [InlineData("clerk/change/42", "x", 400)]
    public async Task A_slip_of_the_clerk_rings_nothing(string path, string? body, int status)
    {
        await using var lotus = await LotusRig.StartAsync();
        await lotus.PostAsync("42");

        Assert.Equal(status, (await lotus.CallAsync("POST", path, body)).Status);
        await lotus.CallAsync("POST", "clerk/cancel/42");

        var first = await lotus.Hms.NextAsync(Stop);
        Assert.Contains("cancelled", first.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ring_is_repeated_with_its_key_until_it_is_acknowledged()
    {
        await using var lotus = await LotusRig.StartAsync();
        var answers = new Queue<int>([503, 401, 500, 204, 204]);
        lotus.Hms.Script = (_, context) =>
        {
            context.Response.StatusCode = answers.Dequeue();
            return Task.CompletedTask;
        };
        await lotus.PostAsync("1");
        await lotus.PostAsync("2");

        await lotus.CallAsync("POST", "clerk/cancel/1");
        await lotus.CallAsync("POST", "clerk/cancel/2");

        var rings = new List<RecordedRequest>();
        for (var i = 0; i < 5; i++)
        {
            rings.Add(await lotus.Hms.NextAsync(Stop));
        }

        Assert.Equal(2, rings.Select(r => r.Headers["Idempotency-Key"]).Distinct().Count());
        Assert.All(rings.Take(4), r => Assert.Equal(rings[0].Body, r.Body));
        Assert.Contains("\"uid\":2", rings[4].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ring_that_HMS_refuses_for_good_holds_nothing_up()
    {
        await using var lotus = await LotusRig.StartAsync();
        lotus.Hms.Script = (request, context) =>
        {
            context.Response.StatusCode = request.Body.Contains("\"uid\":1", StringComparison.Ordinal) ? 422 : 204;
            return Task.CompletedTask;
        };
        await lotus.PostAsync("1");
        await lotus.PostAsync("2");

        await lotus.CallAsync("POST", "clerk/cancel/1");
        await lotus.CallAsync("POST", "clerk/cancel/2");

        Assert.Contains("\"uid\":1", (await lotus.Hms.NextAsync(Stop)).Body, StringComparison.Ordinal);
        Assert.Contains("\"uid\":2", (await lotus.Hms.NextAsync(Stop)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_acknowledged_outlives_the_process()
    {
        await using var lotus = await LotusRig.StartAsync();
        lotus.Hms.Answer(503);
        await lotus.PostAsync("1");
        await lotus.PostAsync("2");
        await lotus.CallAsync("POST", "clerk/cancel/1");
        var before = await lotus.Hms.NextAsync(Stop);

        await lotus.StopGatewayAsync();
        await File.AppendAllTextAsync(lotus.DataFile, """{"deed":"put","uid":3,"beg""", Stop); // cut by a kill
        lotus.Hms.Answer(204);
        await lotus.StartGatewayAsync();

        var after = await lotus.Hms.NextAsync(Stop);
        while (after.Connection == before.Connection)
        {
            after = await lotus.Hms.NextAsync(Stop); // rung again before the stop
        }

        Assert.Equal((before.Body, before.Headers["Idempotency-Key"]), (after.Body, after.Headers["Idempotency-Key"]));
        Assert.Contains("\"uid\":2", (await lotus.CallAsync("GET", "api/events")).Body, StringComparison.Ordinal);
        Assert.Equal(201, await lotus.PostAsync("3"));
        await lotus.StopGatewayAsync();
        await lotus.StartGatewayAsync(); // the cut line left no trace
        Assert.Equal(200, await lotus.PostAsync("3"));
    }

    [Fact]
    public async Task An_answer_is_never_ahead_of_the_file()
    {
        await using var lotus = await LotusRig.StartAsync();
        lotus.Hms.Answer(503);
        await lotus.PostAsync("1");
        await lotus.PostAsync("2");
        await lotus.CallAsync("POST", "clerk/cancel/1");

        File.Copy(lotus.DataFile, lotus.DataFile + ".killed"); // what a kill would leave
        using var left = new HmsSync.Partners.LotusCalendar(lotus.DataFile + ".killed", "bell", TimeProvider.System);

        Assert.Equal("2", Assert.Single(left.Entries).Uid?.ToString());
        Assert.Equal("1", left.NextRing()?.Body.GetProperty("uid").ToString());
    }

    [Fact]
    public async Task A_file_that_is_damaged_in_its_middle_is_named_with_its_line()
    {
        var folder = Directory.CreateTempSubdirectory("lotus-");
        var file = Path.Combine(folder.FullName, "l.jsonl");
        await File.WriteAllTextAsync(
            file, "{\"deed\":\"put\",\"uid\":1}\nsecret\n{\"deed\":\"delete\",\"uid\":1}\n", Stop);

        var damaged = Assert.Throws<InvalidDataException>(() => new HmsSync.Partners.LotusCalendar(file, "bell", TimeProvider.System));

        Assert.Contains("l.jsonl:2:", damaged.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", damaged.Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }
}
