using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Sdk;
using HmsSync.Seams;
using Xunit;

namespace HmsSync.Tests.Hubs.Sqlite;

public sealed class SnapshotTests
{
    private const string Schema =
        "CREATE TABLE a(x TEXT, y INT, v, PRIMARY KEY(x, y)) WITHOUT ROWID; CREATE TABLE b(id INTEGER PRIMARY KEY, v)";

    private static readonly HubPlan Initial = new("", SnapshotInitial: true, [new TablePlan("a"), new TablePlan("b")]);

    [Fact]
    public async Task What_is_there_comes_first_once_and_in_key_order()
    {
        using var hub = HubFile.InMemory("initial", Schema);
        hub.Execute("INSERT INTO a VALUES ('p', 2, 1), ('o', 9, 2), ('p', 1, 3); INSERT INTO b VALUES (5, 5)");
        var feed = await hub.OpenFeed(Initial);
        var (events, position) = await HubFile.Drain(feed, FeedPosition.Start, page: 2);
        Assert.Equal(
            ["a {\"x\":\"o\",\"y\":9}", "a {\"x\":\"p\",\"y\":1}", "a {\"x\":\"p\",\"y\":2}", "b {\"id\":5}"],
            events.Select(e => $"{e.Topic} {e.Key}"));
        Assert.All(events, e => Assert.True(e is { Snapshot: true, Op: ChangeOp.Insert }));
        hub.Execute("UPDATE b SET v = 6");
        var (after, _) = await HubFile.Drain(feed, position);
        Assert.False(Assert.Single(after).Snapshot);
    }

    [Fact]
    public async Task Without_snapshot_only_changes_come()
    {
        using var hub = HubFile.InMemory("none", Schema + "; INSERT INTO b VALUES (1, 1)");
        var feed = await hub.OpenFeed(HubFile.Plan("a", "b"));
        Assert.Empty((await HubFile.Drain(feed, FeedPosition.Start)).Events);
    }

    // Invariants 1 and 2: the engine may die after any page; changes go on while the tables are read
    [Fact]
    public async Task Nothing_goes_back_and_nothing_is_missed_while_changes_go_on_and_the_engine_dies()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var random = new RandomSource(seed);
            using var hub = HubFile.InMemory($"snapshot{seed}", Schema);
            hub.Execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) "
                + "INSERT INTO a SELECT 'k' || (i % 7), i, 0 FROM n; INSERT INTO b SELECT y, 0 FROM a");
            var (shadow, newest) = (new Shadow(), new Dictionary<string, long>());
            var (position, version) = (FeedPosition.Start, 0);
            var feed = await hub.OpenFeed(Initial);
            for (var round = 0; round < 60; round++)
            {
                hub.Execute($"UPDATE a SET v = {++version} WHERE y = {random.Next(70)};"
                    + $"DELETE FROM b WHERE id = {random.Next(70)};"
                    + $"INSERT OR REPLACE INTO b VALUES ({random.Next(70)}, {++version})");
                var page = await feed.ReadAsync(position, 1 + random.Next(9), TestContext.Current.CancellationToken);
                if (random.OneIn(4))
                {
                    feed.Dispose();
                    feed = await hub.OpenFeed(Initial, position); // the page was not journaled: it comes again
                    continue;
                }

                Apply(page.Events, shadow, newest);
                position = page.Next;
            }

            Apply((await HubFile.Drain(feed, position, 7)).Events, shadow, newest);
            var a = Shadow.OfTable(hub.Application, "x, y, v", "a", "1");
            var b = Shadow.OfTable(hub.Application, "id, v", "b", "1");
            var rows = a.Split('\n').Concat(b.Split('\n')).Where(r => r.Length > 0);
            Assert.Equal(string.Join('\n', rows.Order(StringComparer.Ordinal)), shadow.Sorted());
        }
    }

    [Fact]
    public async Task A_backfill_reads_one_table_again()
    {
        using var hub = HubFile.InMemory("backfill", Schema);
        var feed = await hub.OpenFeed(HubFile.Plan("a", "b"));
        hub.Execute("INSERT INTO b VALUES (1, 1)");
        var (_, position) = await HubFile.Drain(feed, FeedPosition.Start);
        hub.Execute("INSERT INTO b VALUES (2, 1), (3, 1)");
        var early = await feed.ReadTableAsync(position, "b", "", 2, Stop);
        Assert.Equal("""{"id":1}""", Assert.Single(early!.Events).Key.Json); // the other one is left to the feed
        (_, position) = await HubFile.Drain(feed, position);
        var first = await feed.ReadTableAsync(position, "b", "", 2, Stop);
        var last = await feed.ReadTableAsync(position, "b", first!.Next!, 2, Stop);
        Assert.Equal((2, 1, null), (first.Events.Count, last!.Events.Count, last.Next));
        Assert.All(first.Events.Concat(last.Events), e => Assert.True(e.Snapshot));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static void Apply(IEnumerable<NewEvent> events, Shadow shadow, Dictionary<string, long> newest)
    {
        foreach (var change in events)
        {
            shadow.Apply(change);
            using var fields = System.Text.Json.JsonDocument.Parse(change.Fields);
            var version = fields.RootElement.GetProperty("v").GetInt64();
            var record = change.Topic + change.Key.Json;
            var goesBack = version < newest.GetValueOrDefault(record) && change.Op != ChangeOp.Delete;
            Assert.False(goesBack, $"{record} went back");
            newest[record] = change.Op == ChangeOp.Delete ? 0 : version;
        }
    }
}
