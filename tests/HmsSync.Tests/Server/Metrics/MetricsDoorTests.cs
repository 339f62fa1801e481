using System.Globalization;
using System.Net;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Metrics;

public sealed class MetricsDoorTests
{
    [Fact]
    public async Task A_stranger_is_told_nothing()
    {
        // Invariant 9: not even which partners there are.
        await using var rig = await ServerRig.StartAsync();
        var refused = await ServerRig.SendAsync(rig.Http, HttpMethod.Get, "/metrics", null);
        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (refused.Status, refused.Code));
        await using var open = await ServerRig.StartAsync(authRequired: false);
        var answer = await ServerRig.SendAsync(open.Http, HttpMethod.Get, "/metrics", null);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.ContentHeaders.ContentType?.ToString());
    }

    [Fact]
    public async Task Outcomes_are_those_of_the_audit_and_times_those_of_what_was_delivered()
    {
        // Invariant 10: what is counted has its row.
        await using var rig = await ServerRig.StartAsync();
        rig.Partner.Answer(422);
        rig.Workspace.Hub("INSERT INTO appointments(id, status) VALUES(1, 'booked'), (2, 'booked')");
        var parked = await rig.Parked(2);
        rig.Partner.Answer(200);
        rig.Workspace.Hub("INSERT INTO appointments(id, status) VALUES(3, 'booked')");
        await rig.Post("/api/parked/redrive", $$"""{"ids":[{{parked[0]}}]}""");
        await rig.Post("/api/parked/drop", $$"""{"ids":[{{parked[1]}}]}""");
        await rig.Ring("/webhook/lotus/slot", $$"""{"auth":"{{Workspace.Secret}}","uid":4,"state":"B","begin":"09:00","tel":"1"}""");
        await Eventually.Holds(() => rig.Outcomes().Count(o => o is "Delivered" or "Agreed") == 4, "all has ended");

        const string Echoes = """sync_echoes_suppressed_total{participant="lotus"}""";
        await Eventually.HoldsAsync(async () => (await Read(rig)).GetValueOrDefault(Echoes) == 1, "the last of it is counted");
        var metrics = await Read(rig);
        foreach (var outcome in rig.Outcomes().GroupBy(o => o))
        {
            var told = metrics.Where(m => m.Key.StartsWith("sync_events_total{", StringComparison.Ordinal)
                && m.Key.Contains($"outcome=\"{outcome.Key.ToLowerInvariant()}\"", StringComparison.Ordinal)).Sum(m => m.Value);
            Assert.Equal(outcome.Count(), told);
        }

        Assert.Equal(1, metrics["""sync_events_total{participant="hms",direction="in",outcome="delivered"}"""]);
        Assert.Equal(2, metrics["""sync_delivery_seconds_count{participant="lotus"}"""]);
        Assert.Equal(1, metrics["""sync_delivery_seconds_count{participant="hms"}"""]);
        Assert.Equal(1, metrics[Echoes]);
        Assert.DoesNotContain(metrics.Keys, key => key.StartsWith("sync_parked", StringComparison.Ordinal));
        Assert.Equal(rig.Journal().Count, metrics["sync_journal_events"]);
    }

    [Fact]
    public async Task A_partner_that_is_away_shows_its_lag_and_its_retries()
    {
        await using var rig = await ServerRig.StartAsync();
        rig.Partner.Answer(503);
        rig.Workspace.Hub("INSERT INTO appointments(id, status) VALUES(1, 'booked')");
        await rig.NextPush();
        await rig.NextPush();
        var metrics = await Read(rig);
        Assert.Equal(1, metrics["""sync_lane_lag_events{participant="lotus"}"""]);
        Assert.True(metrics["""sync_lane_lag_seconds{participant="lotus"}"""] > 0);
        Assert.True(metrics["""sync_retries_total{participant="lotus"}"""] > 0);
        Assert.Equal(0, metrics["""sync_lane_lag_seconds{participant="hospital"}"""]);
        Assert.Equal(1, metrics["""sync_partner_up{participant="hospital"}"""]);
        rig.Partner.Answer(401);
        await Eventually.Holds(
            () => rig.Engine.LaneTo(new("lotus"))!.View.Gate.Pause is not null, "the lane is paused");
        Assert.Equal(0, (await Read(rig))["""sync_partner_up{participant="lotus"}"""]);
    }

    [Fact]
    public async Task A_table_that_is_being_read_whole_says_how_far_it_is()
    {
        await using var rig = await ServerRig.StartAsync();
        rig.Workspace.Hub("INSERT INTO appointments(id, status) VALUES(1, 'booked'), (2, 'booked'), (3, 'cancelled')");
        await Eventually.Holds(() => rig.Outcomes().Count == 3, "three are told");
        const string Gauge = """sync_backfill_records{table="appointments"}""";
        Assert.DoesNotContain(Gauge, (await Read(rig)).Keys);
        await rig.Post("/api/partners/lotus/pause", "{}");
        await rig.Post("/api/backfill", """{"table":"appointments","partner":"lotus"}""");
        await Eventually.HoldsAsync(async () => (await Read(rig)).ContainsKey(Gauge), "it is read for a partner that is paused");
        await rig.Post("/api/partners/lotus/resume", "{}");
        await Eventually.HoldsAsync(async () => !(await Read(rig)).ContainsKey(Gauge), "it has ended");
    }

    [Fact]
    public async Task Doorbells_are_counted_by_what_became_of_them_and_a_stranger_makes_no_label()
    {
        // Invariant 9: labels are never data.
        await using var rig = await ServerRig.StartAsync();
        var body = $$"""{"auth":"{{Workspace.Secret}}","uid":7,"state":"B"}""";
        await rig.Ring("/webhook/lotus/slot", body, ("webhook-id", "m1"));
        await rig.Ring("/webhook/lotus/slot", body, ("webhook-id", "m1"));
        await rig.Ring("/webhook/lotus/slot", """{"auth":"wrong","uid":7}""");
        await rig.Ring("/webhook/lotus/slot", "[]");
        await rig.Ring("/webhook/made-up/by-a-stranger", body);
        var bells = (await Read(rig)).Where(m => m.Key.StartsWith("sync_webhooks_total{", StringComparison.Ordinal));
        Assert.Equal(
            [
                """{partner="lotus",outcome="refused"} 1""",
                """{partner="lotus",outcome="repeated"} 1""",
                """{partner="lotus",outcome="taken"} 1""",
                """{partner="lotus",outcome="unauthorized"} 1""",
                """{partner="unknown",outcome="unauthorized"} 1""",
            ],
            bells.Select(b => $"{b.Key["sync_webhooks_total".Length..]} {b.Value}"));
    }

    [Fact]
    public async Task Whoever_follows_the_stream_is_counted_until_it_hangs_up()
    {
        await using var rig = await ServerRig.StartAsync();
        Assert.Equal(0, (await Read(rig))["sync_stream_clients"]);
        using (var answer = await rig.Admin.GetAsync(
            new Uri("/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, ServerRig.Stop))
        {
            await Told(rig, 1);
        }

        await Told(rig, 0);
    }

    private static async Task Told(ServerRig rig, double clients)
    {
        var told = (await Read(rig))["sync_stream_clients"];
        for (var look = 0; told != clients && look < 500; look++)
        {
            // HttpClient drains an answer for 2 s before it hangs up.
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, ServerRig.Stop);
            told = (await Read(rig))["sync_stream_clients"];
        }

        Assert.Equal(clients, told);
    }

    private static async Task<Dictionary<string, double>> Read(ServerRig rig)
    {
        var answer = await rig.Get("/metrics");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .ToDictionary(
                line => line[..line.LastIndexOf(' ')],
                line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }
}
