using Npgsql;

namespace HmsSync.EndToEnd.Tests.Postgres;

public sealed class PostgresServerTests(SharedPostgres shared)
{
    [Fact]
    public async Task A_database_of_the_shared_server_takes_logical_slots()
    {
        var server = await shared.Server;
        var database = await server.NewDatabase();
        await server.Run("CREATE TABLE t(id int PRIMARY KEY); INSERT INTO t VALUES (1)", database);
        Assert.Equal("logical", await server.Value("SHOW wal_level", database));
        Assert.Equal(1L, await server.Value("SELECT count(*) FROM t", database));
    }

    [Fact]
    public async Task A_server_that_crashed_comes_back_with_what_it_had_committed()
    {
        await using var server = await PostgresServer.Start("work_mem = 5MB");
        await server.Run("CREATE TABLE t(id int PRIMARY KEY); INSERT INTO t VALUES (1)");
        await server.Stop();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => server.Run("SELECT 1"));
        await server.Set("work_mem = 6MB");
        await server.Start();
        Assert.Equal(1L, await server.Value("SELECT count(*) FROM t"));
        Assert.Equal("6MB", await server.Value("SHOW work_mem"));
    }
}
