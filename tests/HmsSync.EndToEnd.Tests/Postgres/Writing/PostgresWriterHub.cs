using System.Globalization;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Hubs;
using HmsSync.Hubs.Postgres.Writing;
using HmsSync.Tests.Hubs;

namespace HmsSync.EndToEnd.Tests.Postgres.Writing;

/// <summary>
/// A database of a real server, written by a role that may do no more than the handbook asks for. What went into its log is
/// read with PostgreSQL's own plug-in, by other code than ours.
/// </summary>
internal sealed class PostgresWriterHub : IWriterHub
{
    private const string Slot = "test_of_";
    private const string Message = "prefix: hms_sync, sz: ";
    private const string Table = "table public.";

    private readonly PostgresServer _server;
    private readonly PostgresHubWriter _writer;

    private PostgresWriterHub(PostgresServer server, string database, HubPlan plan)
    {
        _server = server;
        Database = database;
        Plan = plan;
        _writer = NewWriter();
    }

    public string Database { get; }

    public HubPlan Plan { get; }

    public IHubWriter Writer => _writer;

    /// <summary>Of a role that is no superuser.</summary>
    public string Connection => _server.Connection(Database, "hms_writer");

    public static async Task<PostgresWriterHub> Open(PostgresServer server, string schema, params string[] tables)
    {
        var database = await server.NewDatabase();
        await server.Run(
            $"SELECT pg_create_logical_replication_slot('{Slot}{database}', 'test_decoding');"
                + " DO $$ BEGIN CREATE ROLE hms_writer LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;"
                + schema
                + "; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO hms_writer;"
                + " GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO hms_writer",
            database);
        var plan = new HubPlan("", SnapshotInitial: false, [.. tables.Select(t => new TablePlan(t))]);
        return new PostgresWriterHub(server, database, plan);
    }

    /// <summary>As another engine, or the same after a restart.</summary>
    public PostgresHubWriter NewWriter() => new(Connection, Plan, TimeProvider.System);

    /// <summary>A connection of the application's, which keeps its locks until it ends its transaction.</summary>
    public async Task<ApplicationSession> Application() => new(await _server.Open(Database));

    public Task Run(string sql) => _server.Run(sql, Database);

    public async Task<long> Number(string sql) => Convert.ToInt64(await _server.Value(sql, Database), CultureInfo.InvariantCulture);

    public async Task<string?> Text(string sql) => Convert.ToString(await _server.Value(sql, Database), CultureInfo.InvariantCulture);

    public async Task<IReadOnlyList<string>> Changes()
    {
        var log = await Text(
            $"SELECT string_agg(data, E'\\n') FROM pg_logical_slot_peek_changes('{Slot}{Database}', NULL, NULL, 'include-xids', '0')");
        var (changes, tag) = (new List<string>(), "-");
        foreach (var line in (log ?? "").Split('\n'))
        {
            if (line.StartsWith("BEGIN", StringComparison.Ordinal))
            {
                tag = "-";
            }
            else if (line.Contains(Message, StringComparison.Ordinal))
            {
                tag = ApplyTag.Parse(line[(line.IndexOf("content:", StringComparison.Ordinal) + 8)..])!.PartnerSeq.ToString();
            }
            else if (line.StartsWith(Table, StringComparison.Ordinal))
            {
                changes.Add($"{line[Table.Length..line.IndexOf(':', StringComparison.Ordinal)]} {tag}");
            }
        }

        return changes;
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _server.Run($"SELECT pg_drop_replication_slot('{Slot}{Database}')", Database);
    }
}
