using HmsSync.Configuration;
using HmsSync.Feeds;

namespace HmsSync.EndToEnd.Tests.Postgres;

/// <summary>A server of its own for each: it is crashed, its walsender is killed, its log is taken away.</summary>
public sealed class CrashTests
{
    private const string Rows = "CREATE TABLE rows(id int PRIMARY KEY, n int)";

    // F2: after a crash the slot stands further back than it did; the stored position knows better.
    [Fact]
    public async Task A_crash_of_the_server_loses_and_doubles_nothing()
    {
        await using var server = await PostgresServer.Start();
        await using var rig = await Open(server);
        for (var round = 0; round < 3; round++)
        {
            await rig.Sql($"INSERT INTO rows SELECT {round} * 100 + i, 0 FROM generate_series(1, 100) i");
            await rig.Until((round * 100) + 40, most: 10);
            await server.Stop();
            await rig.Noticed("hub_away");
            await server.Start();
            await rig.Until((round + 1) * 100);
        }

        await rig.Drain();
        Assert.Equal(300, rig.Events.Count);
        Assert.Equal(300, rig.Events.Select(e => e.Key).Distinct().Count());
        Assert.DoesNotContain(rig.Feed.Notices, n => n.Code == "hub_away");
    }

    [Fact]
    public async Task A_walsender_that_is_killed_again_and_again_loses_and_doubles_nothing()
    {
        await using var server = await PostgresServer.Start();
        await using var rig = await Open(server);
        for (var round = 0; round < 20; round++)
        {
            await rig.Sql($"INSERT INTO rows SELECT {round} * 100 + i, 0 FROM generate_series(1, 100) i");
            await rig.Until((round * 100) + 1, most: 10);
            await rig.Sql("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
        }

        await rig.Until(2_000);
        await rig.Drain();
        Assert.Equal(Enumerable.Range(0, 20).SelectMany(r => Enumerable.Range((r * 100) + 1, 100)).Select(i => $$"""{"id":{{i}}}"""),
            rig.Events.Select(e => e.Key.Json));
    }

    [Fact]
    public async Task Log_that_the_server_took_away_stops_the_feed()
    {
        await using var server = await PostgresServer.Start("max_slot_wal_keep_size = 2MB", "max_wal_size = 4MB");
        await using var rig = await Open(server);
        await rig.Close();
        for (var i = 0; (string?)await server.Value("SELECT wal_status FROM pg_replication_slots") != "lost"; i++)
        {
            await rig.Sql("INSERT INTO noise SELECT repeat('x', 1000) FROM generate_series(1, 3000); CHECKPOINT");
            Assert.True(i < 50, "the slot outlived its log");
        }

        var stopped = await Assert.ThrowsAsync<HubStoppedException>(rig.OpenOnly);
        Assert.Equal("slot_lost", stopped.Code);
    }

    [Fact]
    public async Task Log_that_is_held_back_is_told_before_it_is_too_much()
    {
        await using var server = await PostgresServer.Start();
        await using var rig = await Open(server, mostRetained: 1 << 20);
        await using var hold = await OpenTransaction.Begin(rig, "INSERT INTO rows VALUES (1, 1)");
        await rig.Sql("INSERT INTO noise SELECT repeat('x', 1000) FROM generate_series(1, 3000)");
        var notice = await rig.Noticed("max_retained");
        Assert.True(notice.Held);
        Assert.True(rig.Feed.HeldBack > 1 << 20);
    }

    [Fact]
    public async Task A_server_without_logical_log_is_told_the_setting()
    {
        await using var server = await PostgresServer.Start("wal_level = replica");
        await using var rig = new FeedRig(server, "postgres", new TablePlan("rows"));
        var stopped = await Assert.ThrowsAsync<HubStoppedException>(rig.OpenOnly);
        Assert.Equal("wal_level", stopped.Code);
        Assert.StartsWith("ALTER SYSTEM SET wal_level = logical", stopped.Remedy, StringComparison.Ordinal);
    }

    private static async Task<FeedRig> Open(PostgresServer server, long mostRetained = HubPlan.DefaultMaxRetained)
    {
        await server.Run(Rows + "; CREATE TABLE noise(n text)");
        var rig = new FeedRig(server, "postgres")
        {
            Plan = new HubPlan(server.Connection(), false, [new TablePlan("rows")]) { MaxRetained = mostRetained },
        };
        await rig.Open();
        return rig;
    }
}
