using System.Net;
using System.Text.Json;
using Xunit;

namespace HmsSync.Tests.Server.Streaming;

public sealed class StreamTests
{
    private static CancellationToken Stop => ServerRig.Stop;

    [Fact]
    public async Task What_comes_is_sent_as_it_comes_and_the_last_id_resumes()
    {
        await using var rig = await ServerRig.StartAsync();
        await PublishAsync(rig, "before");
        string last;
        using (var live = await SseClient.OpenAsync(rig.Admin, "/stream", Stop))
        {
            Assert.Equal(HttpStatusCode.OK, live.Answer.StatusCode);
            Assert.Equal("text/event-stream", live.Answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal("no", Assert.Single(live.Answer.Headers.GetValues("X-Accel-Buffering")));
            Assert.True(live.Answer.Headers.CacheControl!.NoCache);
            var hello = await live.NextAsync(Stop);
            Assert.Equal(("hms-sync", "2000"), (hello!.Comment, hello.Retry));
            var place = await live.NextAsync(Stop);
            Assert.Null(place!.Data);

            await PublishAsync(rig, "one");
            var one = await live.NextDataAsync(Stop);
            Assert.Equal((2L, null), (one.Seq, one.Event));
            Assert.NotEqual(place.Id, one.Id);
            last = one.Id!;
        }

        await PublishAsync(rig, "two");
        await PublishAsync(rig, "three");
        using var again = await SseClient.OpenAsync(rig.Admin, "/stream", Stop, last);
        Assert.Equal(3, (await again.NextDataAsync(Stop)).Seq);
        Assert.Equal(4, (await again.NextDataAsync(Stop)).Seq);
        await PublishAsync(rig, "four");
        Assert.Equal(5, (await again.NextDataAsync(Stop)).Seq);
    }

    [Fact]
    public async Task A_partner_follows_what_it_is_owed_and_a_topic_chooses()
    {
        await using var rig = await ServerRig.StartAsync();
        using var partner = await SseClient.OpenAsync(rig.Admin, "/stream?partner=lotus&since=1h", Stop);
        using var topic = await SseClient.OpenAsync(rig.Admin, "/stream?topic=wanted*&since=1h", Stop);
        await PublishAsync(rig, "unwanted");
        await PublishAsync(rig, "note");
        await PublishAsync(rig, "wanted.too");
        var e = JsonDocument.Parse((await partner.NextDataAsync(Stop)).Data!).RootElement;
        Assert.Equal((2L, 1L), (e.GetProperty("seq").GetInt64(), e.GetProperty("partner_seq").GetInt64()));
        Assert.Equal(3, (await topic.NextDataAsync(Stop)).Seq);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("-1")]
    [InlineData("0000000000000000000000000000000000000001")]
    [InlineData("00000000000000000000000000000000000000010000000000000000000000000000000000")]
    public async Task A_last_id_that_is_none_of_ours_is_a_gap_and_begins_at_what_is_kept(string lastId)
    {
        await using var rig = await ServerRig.StartAsync();
        await PublishAsync(rig, "one");
        using var client = await SseClient.OpenAsync(rig.Admin, "/stream", Stop, lastId);
        var gap = await client.NextDataAsync(Stop);
        Assert.Equal(("gap", """{"from":0,"to":0}"""), (gap.Event, gap.Data));
        Assert.Equal(1, (await client.NextDataAsync(Stop)).Seq);

        // The gap's own id is a place to go on from.
        using var again = await SseClient.OpenAsync(rig.Admin, "/stream", Stop, gap.Id);
        var first = await again.NextDataAsync(Stop);
        Assert.Equal((null, 1L), (first.Event, first.Seq));
    }

    [Fact]
    public async Task What_was_forgotten_is_told_before_what_is_kept()
    {
        await using var rig = await ServerRig.StartAsync();
        var place = (await rig.Get("/replay")).Json.GetProperty("last").GetString();
        foreach (var topic in new[] { "a", "b", "c" })
        {
            await PublishAsync(rig, topic);
        }

        await using (var store = rig.Engine.Store.Place.OpenWriter())
        {
            await using var command = store.CreateCommand();
            command.CommandText = "DELETE FROM journal WHERE seq <= 2; INSERT INTO meta(name, value) VALUES('pruned_seq', 2)";
            await command.ExecuteNonQueryAsync(Stop);
        }

        using var late = await SseClient.OpenAsync(rig.Admin, "/stream", Stop, place);
        var gap = await late.NextDataAsync(Stop);
        Assert.Equal(("gap", """{"from":1,"to":2}"""), (gap.Event, gap.Data));
        Assert.Equal(3, (await late.NextDataAsync(Stop)).Seq);
    }

    [Theory]
    [InlineData("/stream?partner=nobody", 404)]
    [InlineData("/stream?topic=%00", 400)]
    [InlineData("/stream?after=x", 400)]
    [InlineData("/stream?since=soon", 400)]
    public async Task A_question_that_can_never_be_answered_is_refused(string path, int status)
    {
        await using var rig = await ServerRig.StartAsync();
        Assert.Equal(status, (int)(await rig.Get(path)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ServerRig.SendAsync(rig.Http, HttpMethod.Get, path, null)).Status);
    }

    [Fact]
    public async Task The_engine_stops_although_clients_listen_and_their_streams_end()
    {
        var rig = await ServerRig.StartAsync();
        using var client = await SseClient.OpenAsync(rig.Admin, "/stream", Stop);
        await client.NextAsync(Stop);
        await rig.Server.DisposeAsync();

        // It ends, and is not cut, as what still runs after the grace is.
        while (await client.NextAsync(Stop) is { } frame)
        {
            Assert.Null(frame.Data);
        }
    }

    [Fact]
    public async Task Pages_of_listed_origins_may_read_and_nobody_elses()
    {
        using var workspace = new Workspace { Cors = "[\"https://board.example\"]" };
        await using var rig = await ServerRig.StartAsync(workspace);
        using var listed = await SseClient.OpenAsync(rig.Admin, "/stream", Stop, origin: "https://board.example");
        Assert.Equal("https://board.example", Assert.Single(listed.Answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("Origin", listed.Answer.Headers.Vary);
        var other = await ServerRig.SendAsync(rig.Admin, HttpMethod.Get, "/replay", null, ("Origin", "https://evil.example"));
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));

        (string, string)[] asks =
            [("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization,last-event-id")];
        var preflight = await ServerRig.SendAsync(
            rig.Http, HttpMethod.Options, "/stream", null, [("Origin", "https://board.example"), .. asks]);
        Assert.Equal(HttpStatusCode.NoContent, preflight.Status);
        Assert.Equal("Authorization, Last-Event-ID", Assert.Single(preflight.Headers.GetValues("Access-Control-Allow-Headers")));
        var refused = await ServerRig.SendAsync(
            rig.Http, HttpMethod.Options, "/stream", null, [("Origin", "https://evil.example"), .. asks]);
        Assert.Equal((HttpStatusCode.Forbidden, "origin_refused"), (refused.Status, refused.Code));
        var api = await ServerRig.SendAsync(rig.Admin, HttpMethod.Get, "/api/status", null, ("Origin", "https://board.example"));
        Assert.False(api.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static async Task PublishAsync(ServerRig rig, string topic)
        => Assert.Equal(HttpStatusCode.Accepted, (await rig.Post("/events", $"{{\"topic\":\"{topic}\",\"data\":{{}}}}")).Status);
}
