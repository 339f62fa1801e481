using System.Net;
using System.Text.Json;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Api;

/// <summary>A person who drives a parked delivery again never brings an older state after a newer one.</summary>
public sealed class ParkedApiTests
{
    [Fact]
    public async Task What_parked_is_listed_shown_and_driven_again()
    {
        await using var rig = await ServerRig.StartAsync();
        var id = await Park(rig, "INSERT INTO appointments(id, status) VALUES(1, 'booked')");
        var listed = (await rig.Get("/api/parked?partner=lotus")).Json[0];
        Assert.Equal((id, "lotus", "appointments", "insert", "http_422", 1), (
            listed.GetProperty("id").GetInt64(), listed.GetProperty("partner").GetString(), listed.GetProperty("topic").GetString(),
            listed.GetProperty("op").GetString(), listed.GetProperty("code").GetString(), listed.GetProperty("attempts").GetInt32()));
        Assert.Equal("""{"id":1}""", listed.GetProperty("key").GetRawText());
        Assert.False(listed.TryGetProperty("data", out _));
        var shown = (await rig.Get($"/api/parked/{id}")).Json;
        Assert.Equal("booked", shown.GetProperty("data").GetProperty("status").GetString());
        Assert.Equal("hms-sync parked list --partner lotus", Lane(await rig.Get("/api/status"), "lotus").GetProperty("help").GetString());

        rig.Partner.Answer(200);
        Assert.Equal([(id, "queued")], Results(await rig.Post("/api/parked/redrive", $$"""{"ids":[{{id}}]}""")));
        var push = await rig.NextPush();
        Assert.Equal("true", push.Headers["HMS-Sync-Replay"]);
        await Eventually.Holds(() => rig.Outcomes().Count == 3, "it is audited");
        Assert.Equal(["Parked", "Redriven", "Delivered"], rig.Outcomes());
        Assert.Equal("[]", (await rig.Get("/api/parked")).Body);
        Assert.Equal([(id, "not_found")], Results(await rig.Post("/api/parked/redrive", $$"""{"ids":[{{id}}]}""")));
    }

    [Fact]
    public async Task With_a_newer_state_behind_it_a_record_ends_as_superseded()
    {
        // Invariant 2
        await using var rig = await ServerRig.StartAsync();
        var id = await Park(rig, "INSERT INTO appointments(id, status) VALUES(1, 'booked')");
        await rig.Post("/api/partners/lotus/pause", "{}");
        rig.Workspace.Hub("UPDATE appointments SET status = 'cancelled'");
        await Eventually.Holds(() => rig.Journal().Count == 2, "the newer state is owed");
        rig.Partner.Answer(200);
        Assert.Equal([(id, "superseded")], Results(await rig.Post("/api/parked/redrive", """{"partner":"lotus"}""")));
        await rig.Post("/api/partners/lotus/resume", "{}");
        Assert.Contains("\"C\"", (await rig.NextPush()).Body, StringComparison.Ordinal);
        await Eventually.Holds(() => rig.Outcomes().Count == 3, "it is audited");
        Assert.Equal(["Parked", "Superseded", "Delivered"], rig.Outcomes());
        Assert.Equal(2, rig.Partner.Requests.Count);
    }

    [Fact]
    public async Task Of_several_parked_states_only_the_newest_goes()
    {
        await using var rig = await ServerRig.StartAsync();
        var older = await Park(rig, "INSERT INTO appointments(id, status) VALUES(1, 'booked')");
        rig.Workspace.Hub("UPDATE appointments SET status = 'cancelled'");
        var newer = (await rig.Parked(2))[1];
        await rig.NextPush();
        rig.Partner.Answer(200);
        var results = Results(await rig.Post("/api/parked/redrive", $$"""{"ids":[{{older}},{{newer}},999]}"""));
        Assert.Equal([(older, "superseded"), (newer, "queued"), (999, "not_found")], results);
        Assert.Contains("\"C\"", (await rig.NextPush()).Body, StringComparison.Ordinal);
        Assert.Equal(3, rig.Partner.Requests.Count);
    }

    [Fact]
    public async Task A_newer_state_that_is_over_stands_for_an_older_one_too()
    {
        await using var rig = await ServerRig.StartAsync();
        var older = await Park(rig, "INSERT INTO appointments(id, status) VALUES(1, 'booked')");
        rig.Workspace.Hub("UPDATE appointments SET status = 'cancelled'");
        var newer = (await rig.Parked(2))[1];
        await rig.Post("/api/parked/drop", $$"""{"ids":[{{newer}}]}""");
        Assert.Equal([(older, "superseded")], Results(await rig.Post("/api/parked/redrive", """{"partner":"lotus"}""")));
        Assert.Equal(["Parked", "Parked", "Dropped", "Superseded"], rig.Outcomes());

        // The place that was taken for it is free again.
        rig.Partner.Answer(200);
        await rig.NextPush();
        rig.Workspace.Hub("UPDATE appointments SET status = 'booked'");
        Assert.Contains("\"B\"", (await rig.NextPush()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_business_event_comes_late_and_flagged_although_newer_ones_went()
    {
        await using var rig = await ServerRig.StartAsync();
        rig.Partner.Answer(422);
        await rig.Post("/events", """{"topic":"note","data":{"n":1},"key":"k"}""");
        var id = (await rig.Parked(1))[0];
        await rig.NextPush();
        rig.Partner.Answer(200);
        await rig.Post("/events", """{"topic":"note","data":{"n":2},"key":"k"}""");
        Assert.Equal("""{"n":2}""", (await rig.NextPush()).Body);
        Assert.Equal([(id, "queued")], Results(await rig.Post("/api/parked/redrive", $$"""{"ids":[{{id}}]}""")));
        var late = await rig.NextPush();
        Assert.Equal(("""{"n":1}""", "true"), (late.Body, late.Headers["HMS-Sync-Replay"]));
    }

    [Fact]
    public async Task What_is_queued_goes_before_what_comes_later_also_after_a_restart()
    {
        using var workspace = new Workspace();
        await using (var rig = await ServerRig.StartAsync(workspace))
        {
            await Park(rig, "INSERT INTO appointments(id, status) VALUES(1, 'booked')");
            await rig.Post("/api/partners/lotus/pause", "{}");
            Assert.Equal("queued", Results(await rig.Post("/api/parked/redrive", """{"partner":"lotus"}"""))[0].Result);
            workspace.Hub("UPDATE appointments SET status = 'cancelled'");
            await Eventually.Holds(() => rig.Journal().Count == 2, "the newer state is owed");
        }

        await using (var rig = await ServerRig.StartAsync(workspace))
        {
            await rig.Post("/api/partners/lotus/resume", "{}");
            var first = await rig.NextPush();
            var second = await rig.NextPush();
            Assert.Equal(("1", "true"), (first.Headers["HMS-Sync-Partner-Seq"], first.Headers["HMS-Sync-Replay"]));
            Assert.Equal("2", second.Headers["HMS-Sync-Partner-Seq"]);
        }
    }

    [Fact]
    public async Task What_is_dropped_is_gone_and_the_audit_says_why()
    {
        await using var rig = await ServerRig.StartAsync();
        var id = await Park(rig, "INSERT INTO appointments(id, status) VALUES(1, 'booked')");
        Assert.Equal("bad_reason", (await rig.Post("/api/parked/drop", $$"""{"ids":[{{id}}],"reason":"Mrs. X"}""")).Code);
        Assert.Equal([(id, "dropped")], Results(await rig.Post("/api/parked/drop", $$"""{"ids":[{{id}}],"reason":"test_data"}""")));
        var audit = (await rig.Get("/api/audit?partner=lotus")).Json;
        Assert.Equal(("dropped", "test_data"), (
            audit[1].GetProperty("outcome").GetString(), audit[1].GetProperty("code").GetString()));
        Assert.Equal([(id, "not_found")], Results(await rig.Post("/api/parked/drop", $$"""{"ids":[{{id}}]}""")));
        Assert.Equal("not_parked", (await rig.Get($"/api/parked/{id}")).Code);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"ids":[]}""")]
    [InlineData("""{"ids":["1"]}""")]
    [InlineData("""{"ids":[1.5]}""")]
    [InlineData("""{"ids":7}""")]
    public async Task Ids_that_are_none_are_422(string body)
    {
        await using var rig = await ServerRig.StartAsync();
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "bad_ids"), Of(await rig.Post("/api/parked/redrive", body)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "bad_ids"), Of(await rig.Post("/api/parked/drop", body)));
    }

    private static (HttpStatusCode, string?) Of(Answer answer) => (answer.Status, answer.Code);

    private static async Task<long> Park(ServerRig rig, string sql)
    {
        rig.Partner.Answer(422);
        rig.Workspace.Hub(sql);
        var id = (await rig.Parked(1))[0];
        await rig.NextPush();
        return id;
    }

    private static List<(long Id, string? Result)> Results(Answer answer)
        => [.. answer.Json.EnumerateArray().Select(r => (r.GetProperty("id").GetInt64(), r.GetProperty("result").GetString()))];

    private static JsonElement Lane(Answer status, string lane)
        => status.Json.GetProperty("lanes").EnumerateArray().Single(l => l.GetProperty("lane").GetString() == lane);
}
