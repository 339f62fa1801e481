using HmsSync.Feeds;
using HmsSync.Hubs.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace HmsSync.Tests.Hubs.Sqlite;

public sealed class RestoreTests
{
    private const string Schema = "CREATE TABLE t(id INTEGER PRIMARY KEY, v)";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Invariant 1
    [Fact]
    public async Task Only_what_the_journal_holds_is_forgotten()
    {
        using var hub = HubFile.OnDisk(Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        hub.Execute("INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)");
        var held = await feed.ReadAsync(FeedPosition.Start, 2, Stop);
        Assert.False(await feed.ForgetAsync(held.Next, Stop));
        Assert.Equal(1, hub.Number("SELECT count(*) FROM hms_sync_outbox"));
        var (rest, _) = await HubFile.Drain(feed, held.Next);
        Assert.Equal("{\"id\":3}", Assert.Single(rest).Key.Json);
    }

    // Invariant 11
    [Fact]
    public async Task A_long_outbox_is_forgotten_in_small_steps_and_not_often()
    {
        using var hub = HubFile.OnDisk(Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        hub.Execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
            + "INSERT INTO t SELECT i, i FROM n");
        var (_, position) = await HubFile.Drain(feed, FeedPosition.Start);
        Assert.True(await feed.ForgetAsync(position, Stop));
        Assert.Equal(3000, hub.Number("SELECT count(*) FROM hms_sync_outbox"));
        Assert.True(await feed.ForgetAsync(position, Stop)); // too soon
        Assert.Equal(3000, hub.Number("SELECT count(*) FROM hms_sync_outbox"));
        hub.Clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.True(await feed.ForgetAsync(position, Stop));
        hub.Clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.True(await feed.ForgetAsync(position, Stop)); // so few do not press
        Assert.Equal(1000, hub.Number("SELECT count(*) FROM hms_sync_outbox"));
        hub.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(await feed.ForgetAsync(position, Stop));
        Assert.Equal(1, hub.Number("SELECT count(*) FROM hms_sync_outbox"));
    }

    // Invariant 1: OR FAIL keeps the rows of a statement but forgets how far it has counted
    [Fact]
    public async Task A_number_is_never_given_twice()
    {
        using var hub = HubFile.OnDisk(Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        hub.Execute("INSERT INTO t VALUES (9, 9)");
        Assert.Throws<SqliteException>(() => hub.Execute("INSERT OR FAIL INTO t VALUES (1, 1), (2, 2), (9, 9)"));
        var (_, position) = await HubFile.Drain(feed, FeedPosition.Start);
        Assert.False(await feed.ForgetAsync(position, Stop));
        hub.Execute("INSERT INTO t VALUES (3, 3)");
        Assert.Equal("{\"id\":3}", Assert.Single((await HubFile.Drain(feed, position)).Events).Key.Json);
    }

    [Fact]
    public async Task An_application_that_holds_the_lock_goes_first()
    {
        using var hub = HubFile.OnDisk(Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        hub.Execute("INSERT INTO t VALUES (1, 1), (2, 2)");
        var (_, position) = await HubFile.Drain(feed, FeedPosition.Start);
        hub.Execute("BEGIN IMMEDIATE");
        Assert.True(await feed.ForgetAsync(position, Stop));
        hub.Execute("COMMIT");
        Assert.Equal(2, hub.Number("SELECT count(*) FROM hms_sync_outbox"));
    }

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    public async Task The_same_file_is_known_again_after_any_number_of_prunes(string journalMode)
    {
        using var hub = HubFile.OnDisk(Schema, journalMode);
        var position = FeedPosition.Start;
        for (var i = 1; i <= 4; i++)
        {
            var feed = await hub.OpenFeed(HubFile.Plan("t"), position);
            var stored = position; // a crash may lose the newest position, never the hub's mark
            for (var j = 0; j < 3; j++)
            {
                hub.Execute($"INSERT INTO t(v) VALUES ({j})");
                stored = position;
                position = (await HubFile.Drain(feed, position)).Next;
                hub.Clock.Advance(TimeSpan.FromSeconds(1));
                await feed.ForgetAsync(position, Stop);
            }

            feed.Dispose();
            if (stored != FeedPosition.Start)
            {
                var again = await hub.OpenFeed(HubFile.Plan("t"), position);
                again.Dispose();
            }
        }

        Assert.Equal(1, hub.Number("SELECT count(*) FROM hms_sync_mark"));
    }

    // Invariant 12
    [Fact]
    public async Task A_backup_put_back_stops_the_link_though_it_has_gone_on_since()
    {
        using var hub = HubFile.OnDisk(Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        hub.Execute("INSERT INTO t VALUES (1, 1), (2, 2)");
        var (_, position) = await HubFile.Drain(feed, FeedPosition.Start);
        hub.Execute($"VACUUM INTO {HubSql.Literal(hub.Connection + ".bak")}");
        await feed.ForgetAsync(position, Stop);
        hub.Execute("INSERT INTO t VALUES (3, 3)");
        (_, position) = await HubFile.Drain(feed, position);
        hub.CloseAll();

        Restore(hub);
        hub.Execute("INSERT INTO t VALUES (7, 7), (8, 8), (9, 9)"); // its log counts further than ours again
        var stopped = await Assert.ThrowsAsync<HubStoppedException>(() => hub.OpenFeed(HubFile.Plan("t"), position));
        Assert.Equal(("hub_restored", "hms-sync resume hms --after hub_restored"), (stopped.Code, stopped.Remedy));

        var resumed = await hub.OpenFeed(HubFile.Plan("t")); // a person decided: from what is there
        Assert.Contains((await HubFile.Drain(resumed, FeedPosition.Start)).Events, e => e.Key.Json == "{\"id\":9}");
    }

    [Fact]
    public async Task A_log_that_counts_less_far_stops_the_link()
    {
        using var hub = HubFile.OnDisk(Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        hub.Execute($"INSERT INTO t VALUES (1, 1); VACUUM INTO {HubSql.Literal(hub.Connection + ".bak")}");
        hub.Execute("INSERT INTO t VALUES (2, 2)");
        var (_, position) = await HubFile.Drain(feed, FeedPosition.Start);
        hub.CloseAll();
        Restore(hub);
        var stopped = await Assert.ThrowsAsync<HubStoppedException>(() => hub.OpenFeed(HubFile.Plan("t"), position));
        Assert.Equal("hub_restored", stopped.Code);
    }

    [Fact]
    public async Task A_file_replaced_under_a_running_feed_stops_the_link()
    {
        using var hub = HubFile.OnDisk(Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        hub.Execute($"INSERT INTO t VALUES (1, 1), (2, 2); VACUUM INTO {HubSql.Literal(hub.Connection + ".bak")}");
        var (_, position) = await HubFile.Drain(feed, FeedPosition.Start);
        File.Move(hub.Connection + ".bak", hub.Connection, overwrite: true);
        await feed.WaitAsync(Stop);
        var stopped = await Assert.ThrowsAsync<HubStoppedException>(() => feed.ReadAsync(position, 10, Stop));
        Assert.Equal("hub_restored", stopped.Code);
        await Assert.ThrowsAsync<HubStoppedException>(() => feed.ForgetAsync(position, Stop));
    }

    [Fact]
    public async Task A_hub_without_our_tables_is_not_the_one_that_was_read()
    {
        using var hub = HubFile.OnDisk(Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        hub.Execute("INSERT INTO t VALUES (1, 1)");
        var (_, position) = await HubFile.Drain(feed, FeedPosition.Start);
        hub.Execute("DROP TRIGGER hms_sync_t_bi; DROP TRIGGER hms_sync_t_ai; DROP TRIGGER hms_sync_t_bu;"
            + "DROP TRIGGER hms_sync_t_au; DROP TRIGGER hms_sync_t_ad; DROP TABLE hms_sync_outbox");
        var stopped = await Assert.ThrowsAsync<HubStoppedException>(() => feed.ReadAsync(position, 10, Stop));
        Assert.Equal("hub_restored", stopped.Code);
    }

    private static void Restore(HubFile hub)
    {
        File.Move(hub.Connection + ".bak", hub.Connection, overwrite: true);
        File.Delete(hub.Connection + "-wal");
        File.Delete(hub.Connection + "-shm");
    }
}
