using System.Net;
using System.Text.Json;
using HmsSync.Audit;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Api;

public sealed class ListTests
{
    [Fact]
    public async Task Events_are_shown_in_hub_words_by_topic_and_from_a_place()
    {
        await using var rig = await ServerRig.StartAsync();
        await rig.Post("/events", """{"topic":"desk.a","data":{"x":1.10},"key":"k"}""");
        await rig.Ring("/webhook/bedChange", """{"bett":3,"station":"icu"}""", ("X-Bed-Token", Workspace.HospitalToken));
        await rig.Ring("/webhook/lotus/slot", $$"""{"auth":"{{Workspace.Secret}}","uid":7,"state":"B"}""");
        await Eventually.Holds(() => rig.Journal().Count == 4, "the hub's own change has come back");

        var all = await rig.Get("/api/events");
        Assert.Equal(
            ["desk.a", "hospital.bedChange", "appointments", "appointments"],
            all.Json.EnumerateArray().Select(e => e.GetProperty("topic").GetString()));
        Assert.Equal("""{"x":1.10}""", all.Json[0].GetProperty("data").GetRawText());
        Assert.Equal(("\"k\"", "event"), (all.Json[0].GetProperty("key").GetRawText(), all.Json[0].GetProperty("op").GetString()));
        Assert.Equal(3, all.Json[1].GetProperty("data").GetProperty("bed").GetInt32());
        Assert.Equal("booked", all.Json[2].GetProperty("data").GetProperty("status").GetString());
        Assert.DoesNotContain(Workspace.Secret, all.Body, StringComparison.Ordinal);

        Assert.Equal([1L, 2L], Seqs(await rig.Get("/api/events?topic=*.*")));
        Assert.Equal([3L, 4L], Seqs(await rig.Get("/api/events?topic=appointments")));
        Assert.Equal([2L], Seqs(await rig.Get("/api/events?after=1&limit=1")));
        Assert.Equal([1L, 2L, 3L, 4L], Seqs(await rig.Get("/api/events?since=1h")));
        Assert.Empty(Seqs(await rig.Get("/api/events?since=2199-01-01T00:00:00Z")));
    }

    [Theory]
    [InlineData("/api/events?since=yesterday", "since")]
    [InlineData("/api/events?since=1y", "since")]
    [InlineData("/api/events?after=-1", "after")]
    [InlineData("/api/events?limit=0", "limit")]
    [InlineData("/api/events?limit=99999999", "limit")]
    [InlineData("/api/audit?after=x", "after")]
    public async Task A_question_that_is_none_is_400_and_names_the_field(string path, string field)
    {
        await using var rig = await ServerRig.StartAsync();
        var answer = await rig.Get(path);
        Assert.Equal((HttpStatusCode.BadRequest, "bad_query"), (answer.Status, answer.Code));
        Assert.Equal(field, answer.Json.GetProperty("field").GetString());
    }

    [Fact]
    public async Task The_audit_shows_both_ways_and_the_hashes_of_its_chain()
    {
        // Invariant 10
        await using var rig = await ServerRig.StartAsync();
        await rig.Ring("/webhook/lotus/slot", $$"""{"auth":"{{Workspace.Secret}}","uid":7,"state":"B"}""");
        await Eventually.Holds(() => rig.Outcomes().Count == 2, "applied, and seen to be held already");
        var rows = (await rig.Get("/api/audit")).Json;
        Assert.Equal(("hms", "in", "delivered"), Of(rows[0]));
        Assert.Equal("lotus", rows[1].GetProperty("participant").GetString());
        Assert.Equal("""{"id":7}""", rows[0].GetProperty("key").GetRawText());
        var stored = rig.Engine.Store.Readers.Read(reader => reader.Rows.Audit(0, 10));
        var hash = AuditChain.Genesis(rig.Engine.Store.Epoch);
        foreach (var (index, row) in stored.Index())
        {
            AuditChain.Hash(hash, row.Row, row.Entry, hash);
            Assert.Equal(Convert.ToHexStringLower(hash), rows[index].GetProperty("hash").GetString());
        }

        Assert.Empty((await rig.Get("/api/audit?partner=desk")).Json.EnumerateArray());
        Assert.Single((await rig.Get("/api/audit?after=1")).Json.EnumerateArray());
    }

    [Fact]
    public async Task A_conflict_is_listed_with_both_values()
    {
        // Invariant 6
        await using var rig = await ServerRig.StartAsync();
        await rig.Ring("/webhook/lotus/slot", $$"""{"auth":"{{Workspace.Secret}}","uid":7,"state":"B","tel":"1"}""");
        await Eventually.Holds(() => rig.Outcomes().Count == 2, "both sides hold it");
        await rig.Post("/api/partners/lotus/pause", "{}");
        rig.Workspace.Hub("UPDATE appointments SET phone = '2'");
        await Eventually.Holds(() => rig.Journal().Count == 3, "the hub's change is journaled");
        await rig.Ring("/webhook/lotus/slot", $$"""{"auth":"{{Workspace.Secret}}","uid":7,"tel":"3"}""");
        rig.Partner.Answer(503); // else the hub's change may go out first, and the other be no conflict but a later change
        await rig.Post("/api/partners/lotus/resume", "{}");
        await Eventually.Holds(() => rig.Workspace.AskHub("SELECT phone FROM appointments") == "3", "the last change won");
        await Eventually.Holds(
            () => rig.Engine.Store.Readers.Read(r => r.Reports.Conflicts(true, 0, 10)).Count == 1, "the loser stands somewhere");
        var conflict = (await rig.Get("/api/conflicts")).Json[0];
        Assert.Equal(("appointments", "phone", "lotus"), (
            conflict.GetProperty("table").GetString(),
            conflict.GetProperty("field").GetString(),
            conflict.GetProperty("winner").GetString()));
        Assert.Equal("""{"hms":"2","lotus":"3"}""", conflict.GetProperty("values").GetRawText());
        Assert.Equal("\"1\"", conflict.GetProperty("base").GetRawText());
        Assert.Equal("decided", conflict.GetProperty("state").GetString());
        Assert.Equal(1, (await rig.Get("/api/conflicts?all=true")).Json.GetArrayLength());
    }

    private static (string?, string?, string?) Of(JsonElement row)
        => (row.GetProperty("participant").GetString(), row.GetProperty("direction").GetString(), row.GetProperty("outcome").GetString());

    private static List<long> Seqs(Answer answer) => [.. answer.Json.EnumerateArray().Select(e => e.GetProperty("seq").GetInt64())];
}
