using System.Net;
using System.Text.Json;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Replaying;

public sealed class ReplayTests
{
    private const string Lines = "application/x-ndjson";

    [Fact]
    public async Task What_was_missed_comes_oldest_first_page_by_page_and_the_last_page_says_where_to_go_on()
    {
        await using var rig = await ServerRig.StartAsync();
        await PublishAsync(rig, 5);
        var first = (await rig.Get("/replay?since=1h&limit=3")).Json;
        Assert.Equal([1L, 2L, 3L], Seqs(first));
        Assert.Equal(JsonValueKind.Null, first.GetProperty("gap").ValueKind);
        var second = (await rig.Get($"/replay?limit=3&after={first.GetProperty("next").GetString()}")).Json;
        Assert.Equal([4L, 5L], Seqs(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);

        await PublishAsync(rig, 1);
        var third = (await rig.Get($"/replay?after={second.GetProperty("last").GetString()}")).Json;
        Assert.Equal([6L], Seqs(third));
        Assert.Empty(Seqs((await rig.Get("/replay?since=2199-01-01T00:00:00Z")).Json));
        Assert.Equal([1L, 2L, 3L, 4L, 5L, 6L], Seqs((await rig.Get("/replay")).Json));
    }

    [Fact]
    public async Task Ndjson_has_one_event_a_line_and_ends_with_where_it_stands()
    {
        await using var rig = await ServerRig.StartAsync();
        await PublishAsync(rig, 3);
        var answer = await ServerRig.SendAsync(rig.Admin, HttpMethod.Get, "/replay?since=1h", null, ("Accept", Lines));
        Assert.Equal((HttpStatusCode.OK, Lines), (answer.Status, answer.ContentHeaders.ContentType!.MediaType));
        var lines = Parse(answer.Body);
        Assert.Equal([1L, 2L, 3L], lines[..^1].Select(l => l.GetProperty("seq").GetInt64()));
        Assert.Equal("null null", $"{lines[^1].GetProperty("next").GetRawText()} {lines[^1].GetProperty("gap").GetRawText()}");

        answer = await ServerRig.SendAsync(rig.Admin, HttpMethod.Get, "/replay?limit=20000&topic=none", null, ("Accept", Lines));
        Assert.Single(Parse(answer.Body));
    }

    [Fact]
    public async Task A_topic_and_its_wildcard_choose()
    {
        await using var rig = await ServerRig.StartAsync();
        await rig.Post("/events", """{"topic":"desk.a","data":{}}""");
        await rig.Post("/events", """{"topic":"desk.b","data":{}}""");
        await rig.Post("/events", """{"topic":"other","data":{}}""");
        Assert.Equal([1L, 2L], Seqs((await rig.Get("/replay?topic=desk.*")).Json));
        Assert.Equal([3L], Seqs((await rig.Get("/replay?topic=other")).Json));
        Assert.Empty(Seqs((await rig.Get("/replay?topic=desk")).Json));
    }

    [Fact]
    public async Task A_partner_sees_what_was_pushed_to_it_and_under_the_same_key()
    {
        await using var rig = await ServerRig.StartAsync();
        rig.Workspace.Hub("INSERT INTO appointments VALUES(7, 'booked', '2026-12-01', '1')");
        var push = await rig.NextPush();
        await rig.Ring("/webhook/bedChange", """{"bett":3,"station":"icu"}""", ("X-Bed-Token", Workspace.HospitalToken));
        var bed = await rig.NextPush();
        var seen = (await rig.Get("/replay?partner=lotus")).Json.GetProperty("events");

        foreach (var (e, request) in seen.EnumerateArray().Zip(new[] { push, bed }))
        {
            Assert.Equal(request.Body, e.GetProperty("data").GetRawText());
            Assert.Equal(request.Headers["Idempotency-Key"], e.GetProperty("id").GetString());
            Assert.Equal(request.Headers["HMS-Sync-Op"], e.GetProperty("op").GetString());
            Assert.Equal(request.Headers["HMS-Sync-Seq"], e.GetProperty("seq").GetRawText());
            Assert.Equal(request.Headers["HMS-Sync-Partner-Seq"], e.GetProperty("partner_seq").GetRawText());
        }

        Assert.Equal("""{"uid":7,"state":"B","begin":"2026-12-01","tel":"1"}""", push.Body);
        Assert.Equal(("appointments", "hms"), Named(seen[0]));
        Assert.Equal(("hospital.bedChange", "hospital"), Named(seen[1]));
        Assert.Equal(2, seen.GetArrayLength());
        Assert.Empty(Seqs((await rig.Get("/replay?partner=desk")).Json));
    }

    [Fact]
    public async Task A_delete_tells_a_partner_the_key_and_nothing_else()
    {
        await using var rig = await ServerRig.StartAsync();
        rig.Workspace.Hub("INSERT INTO appointments VALUES(7, 'booked', '2026-12-01', '1'); DELETE FROM appointments");
        await Eventually.Holds(() => rig.Journal().Count == 2, "both are journaled");
        var seen = (await rig.Get("/replay?partner=lotus")).Json.GetProperty("events")[1];
        Assert.Equal(("delete", """{"uid":7}"""), (seen.GetProperty("op").GetString(), seen.GetProperty("data").GetRawText()));
        var whole = (await rig.Get("/replay")).Json.GetProperty("events")[1].GetProperty("data");
        Assert.Equal("""{"id":7}""", whole.GetProperty("key").GetRawText());
        Assert.Equal("booked", whole.GetProperty("fields").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_cursor_of_another_store_is_answered_with_a_gap_and_all_that_is_kept()
    {
        await using var rig = await ServerRig.StartAsync();
        await PublishAsync(rig, 2);
        var last = (await rig.Get("/replay")).Json.GetProperty("last").GetString()!;
        var foreign = (last[0] == '0' ? '1' : '0') + last[1..];
        var answer = (await rig.Get($"/replay?after={foreign}")).Json;
        Assert.Equal("""{"from":0,"to":0}""", answer.GetProperty("gap").GetRawText());
        Assert.Equal([1L, 2L], Seqs(answer));
        Assert.Empty(Seqs((await rig.Get($"/replay?after={last}")).Json));
    }

    [Theory]
    [InlineData("since=yesterday", "since")]
    [InlineData("since=1y", "since")]
    [InlineData("after=7", "after")]
    [InlineData("after=%00", "after")]
    [InlineData("after=;drop", "after")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=10001", "limit")]
    [InlineData("limit=99999999999999", "limit")]
    [InlineData("topic=%0d%0aid:1", "topic")]
    [InlineData("topic=a&topic=b", "topic")]
    [InlineData("since=1h&since=2h", "since")]
    public async Task A_question_that_is_none_is_400_and_names_the_field(string query, string field)
    {
        await using var rig = await ServerRig.StartAsync();
        var answer = await rig.Get($"/replay?{query}");
        Assert.Equal((HttpStatusCode.BadRequest, "bad_query"), (answer.Status, answer.Code));
        Assert.Equal(field, answer.Json.GetProperty("field").GetString());
    }

    [Fact]
    public async Task An_unknown_partner_is_404_and_a_stranger_401()
    {
        await using var rig = await ServerRig.StartAsync();
        var answer = await rig.Get("/replay?partner=nobody");
        Assert.Equal((HttpStatusCode.NotFound, "unknown_partner"), (answer.Status, answer.Code));
        answer = await ServerRig.SendAsync(rig.Http, HttpMethod.Get, "/replay?partner=nobody", null);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
    }

    [Fact]
    public async Task A_head_is_answered_without_a_body()
    {
        await using var rig = await ServerRig.StartAsync();
        foreach (var (path, type) in new[] { ("/replay", "application/json"), ("/stream", "text/event-stream") })
        {
            var answer = await ServerRig.SendAsync(rig.Admin, HttpMethod.Head, path, null);
            Assert.Equal((HttpStatusCode.OK, type, ""), (answer.Status, answer.ContentHeaders.ContentType!.MediaType, answer.Body));
        }
    }

    private static async Task PublishAsync(ServerRig rig, int count)
    {
        for (var n = 0; n < count; n++)
        {
            Assert.Equal(HttpStatusCode.Accepted, (await rig.Post("/events", """{"topic":"t","data":{"x":1.10}}""")).Status);
        }
    }

    private static (string?, string?) Named(JsonElement e) => (e.GetProperty("topic").GetString(), e.GetProperty("source").GetString());

    private static List<JsonElement> Parse(string lines)
        => [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    private static List<long> Seqs(JsonElement answer)
        => [.. answer.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("seq").GetInt64())];
}
