using System.Text;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs.Sqlite;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Hubs.Sqlite;

public sealed class SchemaTests
{
    private const string Schema = "CREATE TABLE t(id INTEGER PRIMARY KEY, v)";

    private const string Rebuild =
        "ALTER TABLE t RENAME TO old; CREATE TABLE t(id INTEGER PRIMARY KEY, v, w);"
            + "INSERT INTO t(id, v) SELECT id, v FROM old; DROP TABLE old;";

    [Fact]
    public async Task A_first_start_has_nothing_to_say()
    {
        using var hub = HubFile.InMemory("first", Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        Assert.Empty(feed.Notices);
        var triggers = hub.Number("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'");
        feed.Dispose();

        var again = await hub.OpenFeed(HubFile.Plan("t"));
        Assert.Empty(again.Notices);
        Assert.Equal((5, 5), (triggers, hub.Number("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'")));
    }

    // Invariant 12
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rebuilt_table_gets_its_triggers_back_and_the_gap_is_told(bool whileRunning)
    {
        using var hub = HubFile.InMemory($"rebuilt{whileRunning}", Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        hub.Execute("INSERT INTO t VALUES (1, 'a')");
        hub.Execute(Rebuild + "INSERT INTO t VALUES (2, 'unseen', 1)");
        if (!whileRunning)
        {
            feed.Dispose();
            feed = await hub.OpenFeed(HubFile.Plan("t"));
        }

        var (before, position) = await HubFile.Drain(feed, FeedPosition.Start);
        Assert.Equal("id=1|v=\"a\"", Shadow.Canonical(Assert.Single(before).Fields)); // the old layout
        var notice = Assert.Single(feed.Notices);
        Assert.Equal(("t", "triggers_missing"), (notice.Table, notice.Code));
        Assert.Equal(("hms-sync backfill t", false), (notice.Remedy, notice.Held));

        hub.Execute("INSERT INTO t VALUES (3, 'c', 7)");
        var (after, _) = await HubFile.Drain(feed, position);
        Assert.Equal("{\"id\":3,\"v\":\"c\",\"w\":7}", Encoding.UTF8.GetString(Assert.Single(after).Fields.Span));
    }

    [Fact]
    public async Task A_new_column_is_captured_and_named()
    {
        using var hub = HubFile.InMemory("column", Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        hub.Execute("ALTER TABLE t ADD COLUMN w DEFAULT 3");
        var (_, position) = await HubFile.Drain(feed, FeedPosition.Start);
        hub.Execute("INSERT INTO t VALUES (1, 2, 4)");
        var (events, _) = await HubFile.Drain(feed, position);
        Assert.Equal("{\"id\":1,\"v\":2,\"w\":4}", Encoding.UTF8.GetString(Assert.Single(events).Fields.Span));
        Assert.Equal(["schema"], feed.Notices.Select(n => n.Code));
        Assert.Contains("w", feed.Notices[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_held_table_is_named_and_flows_when_it_comes()
    {
        using var hub = HubFile.InMemory(
            "held", "CREATE TABLE nokey(a); CREATE VIEW seen AS SELECT 1 AS a; CREATE TABLE twice(a, b); " + Schema);
        var plan = new HubPlan("", false, [
            new TablePlan("t"), new TablePlan("nokey"), new TablePlan("late"), new TablePlan("seen"),
            new TablePlan("twice") { Key = ["a"] }, new TablePlan("T2") { Key = ["id"] }]);
        var feed = await hub.OpenFeed(plan);
        Assert.Equal(
            ["nokey no_key", "late table_missing", "seen no_table", "twice key_not_unique", "T2 table_missing"],
            feed.Notices.Select(n => $"{n.Table} {n.Code}"));
        Assert.All(feed.Notices, n => Assert.True(n.Held));

        hub.Execute("CREATE TABLE late(id INTEGER PRIMARY KEY); CREATE TABLE t2(ID INT UNIQUE NOT NULL, v)");
        var (_, position) = await HubFile.Drain(feed, FeedPosition.Start);
        hub.Execute("INSERT INTO late VALUES (1); INSERT INTO t2 VALUES (1, 1); INSERT INTO t VALUES (1, 1)");
        var (events, _) = await HubFile.Drain(feed, position);
        Assert.Equal(["late {\"id\":1}", "T2 {\"ID\":1}", "t {\"id\":1}"], events.Select(e => $"{e.Topic} {e.Key}"));
    }

    [Fact]
    public async Task A_table_taken_out_of_the_configuration_loses_its_triggers()
    {
        using var hub = HubFile.InMemory("out", Schema + "; CREATE TABLE other(id INTEGER PRIMARY KEY)");
        var feed = await hub.OpenFeed(HubFile.Plan("t", "other"));
        hub.Execute("INSERT INTO other VALUES (1)");
        feed.Dispose();
        feed = await hub.OpenFeed(HubFile.Plan("t"));
        hub.Execute("INSERT INTO other VALUES (2); INSERT INTO t VALUES (1, 1)");
        var (events, _) = await HubFile.Drain(feed, FeedPosition.Start);
        Assert.Equal(["t"], events.Select(e => e.Topic));
        Assert.Equal(0, hub.Number("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'other'"));
    }

    [Fact]
    public async Task A_trigger_of_the_application_that_came_later_does_not_change_the_order()
    {
        using var hub = HubFile.InMemory("newer", Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("t"));
        hub.Execute("CREATE TRIGGER touch AFTER INSERT ON t BEGIN UPDATE t SET v = v || '!' WHERE id = new.id; END");
        var (_, position) = await HubFile.Drain(feed, FeedPosition.Start);
        hub.Execute("INSERT INTO t VALUES (1, 'a')");
        var (events, _) = await HubFile.Drain(feed, position);
        Assert.Equal([ChangeOp.Insert, ChangeOp.Update], events.Select(e => e.Op));
        Assert.Equal("{\"v\":\"a\"}", Encoding.UTF8.GetString(events[1].Was.Span));
        Assert.Empty(feed.Notices);
    }

    [Fact]
    public async Task A_unique_index_on_an_expression_is_a_limit_that_is_told()
    {
        using var hub = HubFile.InMemory(
            "expression",
            Schema + "; CREATE UNIQUE INDEX e ON t(lower(v));"
                + "CREATE TABLE g(id INTEGER PRIMARY KEY, v, w AS (v || 1) UNIQUE)");
        var feed = await hub.OpenFeed(HubFile.Plan("t", "g"));
        Assert.Equal(
            [("t", "expression_index", false), ("g", "expression_index", false)],
            feed.Notices.Select(n => (n.Table, n.Code, n.Held)));
    }

    [Fact]
    public async Task A_missing_file_is_said_with_its_path()
    {
        using var hub = HubFile.OnDisk(Schema);
        var missing = hub.Connection + ".gone";
        var signal = new PolledHubSignal(hub.Clock, TimeSpan.FromSeconds(1));
        using var feed = new SqliteHubFeed(
            SqliteHubPlace.Parse(missing), HubFile.Plan("t"), signal, hub.Clock, new(1));
        var stopped = await Assert.ThrowsAsync<HubStoppedException>(
            () => feed.OpenAsync(FeedPosition.Start, TestContext.Current.CancellationToken));
        Assert.Equal("hub_missing", stopped.Code);
        Assert.Contains(missing, stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_said()
    {
        using var hub = HubFile.OnDisk(Schema);
        hub.CloseAll();
        await File.WriteAllTextAsync(hub.Connection, new string('x', 5000), TestContext.Current.CancellationToken);
        var stopped = await Assert.ThrowsAsync<HubStoppedException>(() => hub.OpenFeed(HubFile.Plan("t")));
        Assert.Equal("hub_unreadable", stopped.Code);
    }
}
