using System.Net;
using System.Net.Sockets;
using System.Text;
using HmsSync.Hubs.Postgres;
using Npgsql;

namespace HmsSync.Cli.Bench.Postgres;

/// <summary>
/// A PostgreSQL server of the benchmark's own in a temporary folder, on loopback, with fsync as it comes; gone when it is
/// disposed. Its application has the table of <see cref="BenchHub"/>.
/// </summary>
internal sealed class HubServer : IAsyncDisposable
{
    public const string Table = "appointments";

    /// <summary>Rows of <see cref="BenchHub"/> from $1 to $2, so many a transaction as $3 says.</summary>
    private const string Fill =
        """
        CREATE PROCEDURE fill(first int, last int, each int) LANGUAGE plpgsql AS $$
        BEGIN
            WHILE first <= last LOOP
                INSERT INTO appointments
                    SELECT i, 12, 'CID-' || i, '2026-11-21T10:00:00Z', '2026-11-21T10:30:00Z', 'booked', repeat('n', 180)
                    FROM generate_series(first, least(first + each - 1, last)) i;
                first := first + each;
                COMMIT;
            END LOOP;
        END $$
        """;

    private const string CreateTable =
        """
        CREATE TABLE appointments(
            id int PRIMARY KEY, clinic_id int, citizen_id text, start text, "end" text, status text, notes text)
        """;

    private readonly ServerPrograms _programs;
    private readonly string _folder;
    private readonly int _port;

    private HubServer(ServerPrograms programs, string folder, int port) => (_programs, _folder, _port) = (programs, folder, port);

    public string Connection => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Pooling=false");

    /// <param name="programs">Of the installed PostgreSQL.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<HubServer> StartAsync(ServerPrograms programs, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("hms-sync-bench-hub-").FullName; // its user may not enter ours
        await ServerPrograms.HandOverAsync(folder, stop);
        var server = new HubServer(programs, folder, FreePort());
        await programs.RunAsync(
            folder, "initdb", ["-D", server.Data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"], stop);
        await File.AppendAllTextAsync(Path.Combine(server.Data, "postgresql.conf"), server.Settings, new UTF8Encoding(false), stop);
        await programs.RunAsync(
            folder, "pg_ctl", ["start", "-D", server.Data, "-l", Path.Combine(folder, "log"), "-w", "-s", "-t", "60"], stop);
        try
        {
            await server.RunAsync(CreateTable, stop);
            await server.RunAsync(Fill, stop);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task RunAsync(string sql, CancellationToken stop, params string[] texts)
    {
        await using var hub = await OpenAsync(stop);
        await PgQuery.RunAsync(hub, sql, stop, texts);
    }

    public async Task<NpgsqlConnection> OpenAsync(CancellationToken stop)
    {
        var connection = new NpgsqlConnection(Connection + ";Command Timeout=0");
        await connection.OpenAsync(stop);
        return connection;
    }

    /// <summary>Empties the table and commits rows 1 to <paramref name="rows"/>, so many a transaction.</summary>
    public async Task FillAsync(int rows, int perTransaction, CancellationToken stop)
    {
        var call = string.Create(CultureInfo.InvariantCulture, $"CALL fill(1, {rows}, {perTransaction})");
        await using var hub = await OpenAsync(stop);
        await PgQuery.RunAsync(hub, "SET synchronous_commit = off", stop); // nobody measures the application
        await PgQuery.RunAsync(hub, call, stop);
        await PgQuery.RunAsync(hub, "CHECKPOINT", stop);
    }

    /// <summary>Sets a slot where another stands, once nobody reads it any more.</summary>
    public async Task CopySlotAsync(string from, string to, CancellationToken stop)
    {
        await DropSlotAsync(to, stop);
        await RunAsync("SELECT pg_copy_logical_replication_slot($1, $2)", stop, from, to);
    }

    /// <summary>Once nobody reads it any more, if there is one.</summary>
    public async Task DropSlotAsync(string slot, CancellationToken stop)
    {
        const string Drop =
            """
            DO $$ DECLARE slot text := '{0}';
            BEGIN
                WHILE EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = slot AND active) LOOP
                    PERFORM pg_sleep(0.01);
                END LOOP;
                PERFORM pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = slot;
            END $$
            """;
        await RunAsync(Drop.Replace("{0}", slot, StringComparison.Ordinal), stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _programs.RunAsync(
            _folder, "pg_ctl", ["stop", "-D", Data, "-m", "immediate", "-w", "-s", "-t", "60"], CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    private string Settings => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        listen_addresses = '127.0.0.1'
        port = {_port}
        unix_socket_directories = '{_folder}'
        wal_level = logical
        max_wal_size = 4GB
        shared_buffers = 128MB
        autovacuum = off

        """);

    private string Data => Path.Combine(_folder, "data");

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
