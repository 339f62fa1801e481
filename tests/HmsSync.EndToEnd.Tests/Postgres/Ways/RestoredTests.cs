namespace HmsSync.EndToEnd.Tests.Postgres.Ways;

/// <summary>
/// A hub that is not the one that was read before, and the way out: the hub counts, and what it lost is deleted nowhere unseen.
/// </summary>
public sealed class RestoredTests
{
    private const string Remedy = "hms-sync resume hms --after hub_restored";

    // Invariant 12
    [Fact]
    public async Task A_backup_that_was_put_back_is_known_by_its_log()
    {
        await using var server = await PostgresServer.Start();
        await using var clinic = await Backed(server);
        await server.Restore();
        await clinic.StartOnly();
        Assert.Contains("before what we have read", (await clinic.Stopped("hub_restored")).What, StringComparison.Ordinal);
        await LeadOut(clinic);
    }

    [Fact]
    public async Task A_backup_that_has_grown_past_our_position_is_known_by_its_mark()
    {
        await using var server = await PostgresServer.Start();
        await using var clinic = await Backed(server);
        await server.Restore();
        await clinic.Sql("CREATE TABLE noise(n text); INSERT INTO noise SELECT repeat('x', 1000) FROM generate_series(1, 20000)");
        await clinic.StartOnly();
        Assert.Contains("does not hold the mark", (await clinic.Stopped("hub_restored")).What, StringComparison.Ordinal);
        await LeadOut(clinic);
    }

    [Fact]
    public async Task A_standby_that_was_promoted_is_known_by_its_timeline()
    {
        await using var server = await PostgresServer.Start();
        await using var clinic = await WaysClinic.Run(server);
        await clinic.Sql("INSERT INTO slots SELECT i, 'open', i FROM generate_series(1, 10) i");
        await clinic.Agree();
        await clinic.End();
        await server.Promote();
        await clinic.StartOnly();
        var (what, remedy) = await clinic.Stopped("hub_restored");
        Assert.Contains("on timeline 2, ours was 1", what, StringComparison.Ordinal);
        await clinic.Sql("DELETE FROM slots WHERE id = 1; INSERT INTO slots VALUES (11, 'open', 11)");
        await clinic.GoOn(remedy);
        Assert.Equal(0, (await clinic.Verb(await clinic.Paused("deletes"))).ExitCode);
        await clinic.Agree();
        await clinic.End();
    }

    [Fact]
    public async Task Another_database_under_the_same_address_is_known_by_its_cluster()
    {
        await using var server = await PostgresServer.Start();
        await using var other = await PostgresServer.Start();
        await using var clinic = await WaysClinic.Run(server);
        await clinic.Sql("INSERT INTO slots SELECT i, 'open', i FROM generate_series(1, 10) i");
        await clinic.Agree();
        await clinic.End();
        await other.Run($"CREATE DATABASE {clinic.Database}");
        clinic.Server = other;
        clinic.Write();
        await clinic.Sql(WaysClinic.Tables + "INSERT INTO slots SELECT i, 'open', i FROM generate_series(4, 12) i");
        await clinic.StartOnly();
        Assert.Contains("it is another cluster", (await clinic.Stopped("hub_restored")).What, StringComparison.Ordinal);
        await clinic.GoOn(Remedy);
        Assert.Equal(0, (await clinic.Verb(await clinic.Paused("deletes"))).ExitCode);
        await clinic.Agree();
        Assert.Equal(3, clinic.Log.All.Count(p => p.Op == "delete"));
        await clinic.End();
    }

    /// <summary>What the backup does not have, the partner has been told: records 11 to 15, and a newer state of record 1.</summary>
    private static async Task<WaysClinic> Backed(PostgresServer server)
    {
        var clinic = await WaysClinic.Run(server);
        await clinic.Sql("INSERT INTO slots SELECT i, 'open', i FROM generate_series(1, 10) i");
        await clinic.Agree();
        await clinic.Marked("");
        await clinic.End();
        var mark = await clinic.Mark();
        await server.Backup();
        await clinic.Start();
        await clinic.Sql("SELECT pg_switch_wal()"); // what comes is far behind the end of the backup
        await clinic.Sql("INSERT INTO slots SELECT i, 'open', i FROM generate_series(11, 15) i; UPDATE slots SET n = 100 WHERE id = 1");
        await clinic.Agree();
        await clinic.Marked(mark);
        await clinic.End();
        return clinic;
    }

    private static async Task LeadOut(WaysClinic clinic)
    {
        var said = await clinic.GoOn(Remedy);
        Assert.Contains("Of 15 records that were known", said, StringComparison.Ordinal);
        Assert.Contains("put back into the hub first what is to stay", said, StringComparison.Ordinal);
        var help = await clinic.Paused("deletes");
        Assert.DoesNotContain(clinic.Log.All, p => p.Op == "delete"); // however few they are
        await clinic.Sql("INSERT INTO slots VALUES (11, 'put back', 11)");
        Assert.Equal(0, (await clinic.Verb(help)).ExitCode);
        await clinic.Agree();
        Assert.Equal(
            ["""{"id":12}""", """{"id":13}""", """{"id":14}""", """{"id":15}"""],
            clinic.Log.All.Where(p => p.Op == "delete" && p.Key != """{"id":11}""").Select(p => p.Key).Order());
        await clinic.Sql("UPDATE slots SET n = n + 1");
        await clinic.Agree();
        await clinic.End();
        await clinic.Start();
        await clinic.Sql("UPDATE slots SET n = n + 1");
        await clinic.Agree();
        await clinic.End();
    }
}
