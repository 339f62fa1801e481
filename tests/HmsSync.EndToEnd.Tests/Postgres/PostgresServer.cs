using System.Globalization;
using System.Text;
using HmsSync.EndToEnd.Tests.Processes;
using Npgsql;

namespace HmsSync.EndToEnd.Tests.Postgres;

/// <summary>
/// A real PostgreSQL server of one test's own, or shared by gentle ones (<see cref="SharedPostgres"/>): everything in a temporary
/// folder, on loopback, ready for logical replication. It can be crashed, stopped, set and started again.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The superuser of the cluster; anybody may connect as anybody.</summary>
    public const string Superuser = "postgres";

    private readonly TempWorkspace _folder = new();
    private readonly int _port = FreePort.Next();
    private int _databases;
    private bool _runs;

    private PostgresServer()
    {
    }

    /// <summary>What the server wrote to its log.</summary>
    public string Log => File.ReadAllText(_folder["log"]);

    private string Data => _folder["data"];

    /// <param name="settings">Lines of postgresql.conf, after ours: <c>max_slot_wal_keep_size = 4MB</c>.</param>
    public static async Task<PostgresServer> Start(params string[] settings)
    {
        var server = new PostgresServer();
        await PostgresPrograms.HandOver(server._folder.Folder);
        await PostgresPrograms.Run(
            "initdb", server._folder.Folder, "-D", server.Data, "-U", Superuser, "-A", "trust", "--no-sync", "--wal-segsize=1",
            "-E", "UTF8", "--locale=C");
        await server.Set(
        [
            "listen_addresses = '127.0.0.1'",
            string.Create(CultureInfo.InvariantCulture, $"port = {server._port}"),
            $"unix_socket_directories = '{server._folder.Folder}'",
            "wal_level = logical",
            "max_wal_senders = 20",
            "max_replication_slots = 40",
            "fsync = off", // the crash of a process loses nothing that was written
            "min_wal_size = 2MB",
            "max_wal_size = 64MB",
            "shared_buffers = 32MB",
            .. settings,
        ]);
        await server.Start();
        return server;
    }

    /// <summary>For a superuser, to one database.</summary>
    public string Connection(string database = "postgres", string user = Superuser) => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username={user};Database={database};Pooling=false");

    /// <summary>An empty database; returns its name.</summary>
    public async Task<string> NewDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"hub{Interlocked.Increment(ref _databases)}");
        await Run($"CREATE DATABASE {name}");
        return name;
    }

    public async Task<NpgsqlConnection> Open(string database = "postgres", string user = Superuser)
    {
        var connection = new NpgsqlConnection(Connection(database, user));
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Statements in a connection of their own.</summary>
    public async Task Run(string sql, string database = "postgres")
    {
        await using var connection = await Open(database);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The one value that a query gives; null: none, or NULL.</summary>
    public async Task<object?> Value(string sql, string database = "postgres")
    {
        await using var connection = await Open(database);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        return await command.ExecuteScalarAsync() is { } value and not DBNull ? value : null;
    }

    /// <summary>Adds lines to postgresql.conf; they hold from the next start, or <c>SELECT pg_reload_conf()</c>.</summary>
    public async Task Set(params string[] lines)
    {
        await File.AppendAllLinesAsync(Path.Combine(Data, "postgresql.conf"), lines, new UTF8Encoding(false));
        await PostgresPrograms.HandOver(Path.Combine(Data, "postgresql.conf"));
    }

    /// <summary>Takes a setting of ours out of postgresql.conf again.</summary>
    public async Task Unset(string name)
    {
        var path = Path.Combine(Data, "postgresql.conf");
        var lines = await File.ReadAllLinesAsync(path);
        await File.WriteAllLinesAsync(path, lines.Where(line => !line.StartsWith($"{name} =", StringComparison.Ordinal)));
        await PostgresPrograms.HandOver(path);
    }

    /// <summary>After <see cref="Stop"/>: until it takes connections.</summary>
    public async Task Start()
    {
        await PostgresPrograms.Run(
            "pg_ctl", _folder.Folder, "start", "-D", Data, "-l", _folder["log"], "-w", "-s", "-t", "60");
        _runs = true;
    }

    /// <param name="mode">immediate: as if it crashed; fast: as an operator does.</param>
    public async Task Stop(string mode = "immediate")
    {
        await PostgresPrograms.Run("pg_ctl", _folder.Folder, "stop", "-D", Data, "-m", mode, "-w", "-s", "-t", "60");
        _runs = false;
    }

    /// <summary>A copy of everything as it stands, for <see cref="Restore"/>.</summary>
    public async Task Backup()
    {
        await Stop("fast");
        await PostgresPrograms.Copy(Data, _folder["backup"]);
        await Start();
    }

    /// <summary>Puts the backup back: what came after it never was.</summary>
    public async Task Restore()
    {
        await Stop("fast");
        Directory.Delete(Data, recursive: true);
        await PostgresPrograms.Copy(_folder["backup"], Data);
        await Start();
    }

    /// <summary>As if a standby had taken over: the log goes on, on a timeline of its own.</summary>
    public async Task Promote()
    {
        await Stop("fast");
        await File.WriteAllTextAsync(Path.Combine(Data, "standby.signal"), "");
        await PostgresPrograms.HandOver(Path.Combine(Data, "standby.signal"));
        await Start();
        await PostgresPrograms.Run("pg_ctl", _folder.Folder, "promote", "-D", Data, "-w", "-s", "-t", "60");
    }

    public async ValueTask DisposeAsync()
    {
        if (_runs)
        {
            await Stop();
        }

        _folder.Dispose();
    }
}
