using HmsSync.Feeds;
using HmsSync.Hubs;
using static HmsSync.Tests.Hubs.Deliveries;

namespace HmsSync.EndToEnd.Tests.Postgres.Writing;

/// <summary>Servers that go away while we write: nothing is lost, nothing is written twice, and what cannot be known is said.</summary>
public sealed class PostgresDoubtTests
{
    private const string Schema = "CREATE TABLE p(id int PRIMARY KEY, n int DEFAULT 0)";
    private const string KillWriter = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'hms_writer'";

    // A commit that waits for a standby which is not there has been written, and nobody has said so yet.
    private const string CommitsHang = "ALTER SYSTEM SET synchronous_standby_names = 'nobody'";
    private const string CommitsEnd = "ALTER SYSTEM SET synchronous_standby_names = ''";
    private const string Reload = "SELECT pg_reload_conf()";

    // Invariant 1: a commit whose answer was lost is found, and not made again
    [Fact]
    public async Task A_connection_lost_after_the_commit_is_no_second_write()
    {
        await using var server = await PostgresServer.Start();
        await using var hub = await PostgresWriterHub.Open(server, Schema, "p");
        await server.Run(CommitsHang);
        await server.Run(Reload);
        var applying = Task.Run(() => hub.Writer.ApplyAsync([Insert(1, "{}"), Insert(2, "{}")], Stop), Stop);
        await Until(server, "SELECT count(*) FROM pg_stat_activity WHERE usename = 'hms_writer' AND wait_event = 'SyncRep'");
        await server.Run("SET synchronous_commit = local; " + KillWriter);
        await server.Run(CommitsEnd);
        await server.Run(Reload);
        Assert.All(await applying, r => Assert.Equal(ApplyResultKind.Written, r.Kind));
        Assert.Equal(["p 1", "p 2"], await hub.Changes());
    }

    [Fact]
    public async Task A_connection_lost_before_the_commit_was_written_is_tried_again()
    {
        await using var server = await PostgresServer.Start();
        await using var hub = await PostgresWriterHub.Open(server, Schema + "; CREATE TABLE quick(id int)", "p");
        await hub.Writer.ApplyAsync([Insert(9, "{}")], Stop);
        await hub.Run(
            """
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
              IF NOT EXISTS (SELECT FROM quick) THEN PERFORM pg_sleep(60); END IF; RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER at_the_end AFTER INSERT ON p DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()
            """);
        var applying = Task.Run(() => hub.Writer.ApplyAsync([Insert(1, "{}")], Stop), Stop);
        await Until(server, "SELECT count(*) FROM pg_stat_activity WHERE usename = 'hms_writer' AND wait_event = 'PgSleep'");
        await hub.Run("INSERT INTO quick VALUES (1)");
        await server.Run(KillWriter);
        Assert.Equal(ApplyResultKind.Written, (await applying)[0].Kind);
        Assert.Equal(1, await hub.Number("SELECT count(*) FROM p WHERE id = 1"));
    }

    // Invariant 12: numbers of transactions may be given out twice by a crash, so only the feed can tell
    [Fact]
    public async Task After_a_crash_in_the_commit_the_writer_does_not_guess()
    {
        await using var server = await PostgresServer.Start();
        await using var hub = await PostgresWriterHub.Open(server, Schema, "p");
        await server.Run(CommitsHang);
        await server.Run(Reload);
        var applying = Task.Run(
            () => hub.Writer.ApplyAsync([Insert(1, "{}"), Of(2, "p", 2, _ => HubWrite.Nothing)], Stop), Stop);
        await Until(server, "SELECT count(*) FROM pg_stat_activity WHERE usename = 'hms_writer' AND wait_event = 'SyncRep'");
        await server.Set("synchronous_standby_names = ''");
        await server.Run(CommitsEnd);
        await server.Stop("immediate");
        await server.Start();
        var results = await applying;
        Assert.Equal((ApplyResultKind.Unknown, "hub_commit_unknown"), (results[0].Kind, results[0].Code));
        Assert.Equal(ApplyResultKind.Agreed, results[1].Kind);
        Assert.Equal(1, await hub.Number("SELECT count(*) FROM p"));
        Assert.Equal(ApplyResultKind.Agreed, (await hub.Writer.ApplyAsync([Of(1, "p", 1, _ => HubWrite.Nothing)], Stop))[0].Kind);
    }

    [Fact]
    public async Task A_connection_lost_between_two_calls_is_opened_again()
    {
        await using var server = await PostgresServer.Start();
        await using var hub = await PostgresWriterHub.Open(server, Schema, "p");
        await hub.Writer.ApplyAsync([Insert(1, "{}")], Stop);
        await server.Run(KillWriter);
        Assert.Equal(ApplyResultKind.Written, (await hub.Writer.ApplyAsync([Insert(2, "{}")], Stop))[0].Kind);
    }

    [Fact]
    public async Task A_server_that_is_away_is_said_to_be_and_comes_back()
    {
        await using var server = await PostgresServer.Start();
        await using var hub = await PostgresWriterHub.Open(server, Schema, "p");
        await server.Stop("fast");
        var results = await hub.Writer.ApplyAsync([Insert(1, "{}"), Insert(2, "{}")], Stop);
        Assert.All(results, r => Assert.Equal((ApplyResultKind.Unavailable, "hub_unreachable"), (r.Kind, r.Code)));
        await Assert.ThrowsAsync<HubStoppedException>(() => hub.Writer.ReadAsync("p", "{\"id\":1}", Stop));
        await server.Start();
        Assert.All(
            await hub.Writer.ApplyAsync([Insert(1, "{}"), Insert(2, "{}")], Stop), r => Assert.Equal(ApplyResultKind.Written, r.Kind));
    }

    [Fact]
    public async Task A_database_that_takes_no_writes_is_not_the_records_fault()
    {
        await using var server = await PostgresServer.Start();
        await using var hub = await PostgresWriterHub.Open(server, Schema, "p");
        await hub.Run(
            """
            CREATE FUNCTION standby() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no' USING ERRCODE = '25006'; END $$;
            CREATE TRIGGER standby BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION standby()
            """);
        var result = Assert.Single(await hub.Writer.ApplyAsync([Insert(1, "{}")], Stop));
        Assert.Equal((ApplyResultKind.Unavailable, "hub_read_only"), (result.Kind, result.Code));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task Until(PostgresServer server, string count)
    {
        while (await server.Value(count) is 0L)
        {
            await Task.Yield();
        }
    }
}
