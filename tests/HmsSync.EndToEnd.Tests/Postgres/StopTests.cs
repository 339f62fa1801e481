using HmsSync.Configuration;
using HmsSync.Feeds;

namespace HmsSync.EndToEnd.Tests.Postgres;

/// <summary>Where nobody can tell what was missed, the feed stops and says so; it never guesses (invariant 12).</summary>
public sealed class StopTests(SharedPostgres shared)
{
    private const string Rows = "CREATE TABLE rows(id int PRIMARY KEY, n int)";

    [Fact]
    public async Task A_slot_that_is_gone_stops_the_feed()
    {
        await using var rig = await FeedRig.Open(shared, Rows, "rows");
        await rig.Close();
        await rig.Sql($"SELECT pg_drop_replication_slot('{rig.Plan.Slot}')");
        var stopped = await Assert.ThrowsAsync<HubStoppedException>(rig.OpenOnly);
        Assert.Equal(("slot_lost", "hms-sync resume hms --after slot_lost"), (stopped.Code, stopped.Remedy));
    }

    [Fact]
    public async Task A_slot_that_was_made_anew_stops_the_feed()
    {
        await using var rig = await FeedRig.Open(shared, Rows, "rows");
        await rig.Close();
        await rig.Sql($"SELECT pg_drop_replication_slot('{rig.Plan.Slot}')");
        await rig.Sql("INSERT INTO rows VALUES (1, 1)");
        await rig.Sql($"SELECT pg_create_logical_replication_slot('{rig.Plan.Slot}', 'pgoutput')");
        var stopped = await Assert.ThrowsAsync<HubStoppedException>(rig.OpenOnly);
        Assert.Equal("slot_lost", stopped.Code);
        Assert.Contains("dropped and made again", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_publication_that_is_dropped_while_we_read_stops_the_feed()
    {
        await using var rig = await FeedRig.Open(shared, Rows, "rows");
        await rig.Sql($"DROP PUBLICATION {rig.Plan.Slot}");
        await rig.Sql("INSERT INTO rows VALUES (1, 1)");
        Assert.Equal("publication", (await rig.UntilStopped()).Code);
    }

    [Fact]
    public async Task Another_cluster_or_timeline_stops_the_feed()
    {
        await using var rig = await FeedRig.Open(shared, Rows, "rows");
        await rig.Close();
        var parts = rig.Position.Value.Split(';');
        foreach (var (at, other) in new[] { (1, "77"), (2, "9"), (3, "FFFFFFFF0000") })
        {
            string[] changed = [.. parts];
            changed[at] = other;
            rig.Position = new FeedPosition(string.Join(';', changed));
            var stopped = await Assert.ThrowsAsync<HubStoppedException>(rig.OpenOnly);
            Assert.Equal("hub_restored", stopped.Code);
        }
    }

    [Fact]
    public async Task A_table_without_identity_is_held_and_never_published()
    {
        await using var rig = await FeedRig.Open(
            shared,
            Rows + "; CREATE TABLE bare(id int NOT NULL, n int); CREATE UNIQUE INDEX ON bare(id); CREATE TABLE keyless(n int)",
            "rows", "bare", "keyless", "missing");
        var notices = rig.Feed.Notices.ToDictionary(n => n.Table, StringComparer.Ordinal);
        Assert.Equal(
            [("bare", "no_key"), ("keyless", "no_key"), ("missing", "table_missing")],
            notices.Values.Select(n => (n.Table, n.Code)).Order());
        await rig.Sql("INSERT INTO bare VALUES (1, 1); UPDATE bare SET n = 2; INSERT INTO rows VALUES (1, 1)");
        await rig.Until(1);
        Assert.Equal("rows", rig.Events[0].Topic);
    }

    [Fact]
    public async Task A_configured_key_outside_of_the_identity_is_held()
    {
        var server = await shared.Server;
        var database = await server.NewDatabase();
        await server.Run("CREATE TABLE bare(id int NOT NULL UNIQUE, n int)", database);
        await using var rig = new FeedRig(server, database, new TablePlan("bare") { Key = ["id"] });
        await rig.Open();
        Assert.Equal("no_replica_identity", Assert.Single(rig.Feed.Notices).Code);
        await rig.Sql("INSERT INTO bare VALUES (1, 1); UPDATE bare SET n = 2");
        Assert.Equal(0L, await server.Value("SELECT count(*) FROM pg_publication_tables", database));
    }

    [Fact]
    public async Task A_truncate_holds_its_table_alone_and_says_the_command()
    {
        await using var rig = await FeedRig.Open(shared, Rows + "; CREATE TABLE others(id int PRIMARY KEY)", "rows", "others");
        await rig.Sql("INSERT INTO rows VALUES (1, 1); TRUNCATE rows; INSERT INTO rows VALUES (2, 2); INSERT INTO others VALUES (1)");
        await rig.Until(2);
        Assert.Equal(["rows", "others"], rig.Events.Select(e => e.Topic));
        var notice = Assert.Single(rig.Feed.Notices);
        Assert.Equal(("rows", "truncate", "hms-sync resume rows --after truncate"), (notice.Table, notice.Code, notice.Remedy));
        await rig.Close();
        await rig.Open();
        Assert.Equal("truncate", Assert.Single(rig.Feed.Notices).Code);
        rig.Position = await rig.Feed.GoOnAsync(rig.Position, "truncate", "rows", TestContext.Current.CancellationToken);
        await rig.Open();
        await rig.Sql("INSERT INTO rows VALUES (3, 3)");
        await rig.Until(3);
        await rig.Whole("rows");
        Assert.Equal(["""{"id":3}""", """{"id":2}""", """{"id":3}"""], rig.Events.Skip(2).Select(e => e.Key.Json));
        Assert.Empty(rig.Feed.Notices);
    }

    [Fact]
    public async Task A_role_without_rights_is_told_the_statement()
    {
        var server = await shared.Server;
        var database = await server.NewDatabase();
        await server.Run($"{Rows}; CREATE ROLE weak_{database} LOGIN", database);
        await using var rig = new FeedRig(server, database)
        {
            Plan = new HubPlan(server.Connection(database, $"weak_{database}"), false, [new TablePlan("rows")])
            {
                Slot = $"hms_{database}",
            },
        };
        var stopped = await Assert.ThrowsAsync<HubStoppedException>(rig.OpenOnly);
        Assert.Equal(("role_rights", $"ALTER ROLE \"weak_{database}\" REPLICATION;"), (stopped.Code, stopped.Remedy));
        await server.Run($"ALTER ROLE weak_{database} REPLICATION");
        stopped = await Assert.ThrowsAsync<HubStoppedException>(rig.OpenOnly);
        Assert.StartsWith("As the owner of the tables: CREATE PUBLICATION", stopped.Remedy, StringComparison.Ordinal);
    }
}
