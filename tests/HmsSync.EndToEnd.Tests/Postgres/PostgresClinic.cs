using HmsSync.EndToEnd.Tests.Processes;
using Npgsql;

namespace HmsSync.EndToEnd.Tests.Postgres;

/// <summary>
/// A workspace whose hub is a database of a real server, prepared as docs/operating/postgresql.md says, with a role that is no
/// superuser and owns nothing.
/// </summary>
internal sealed class PostgresClinic : IDisposable
{
    private readonly TempWorkspace _workspace = new();
    private readonly PostgresServer _server;

    private PostgresClinic(PostgresServer server)
    {
        _server = server;
    }

    public string Config => _workspace["hms-sync.yml"];

    public static async Task<PostgresClinic> Create(PostgresServer server, string partnerUrl, string where = "")
    {
        var clinic = new PostgresClinic(server);
        await server.Run(
            """
            CREATE ROLE clinic_owner NOLOGIN;
            CREATE TABLE slots(id int PRIMARY KEY, status text, n int);
            ALTER TABLE slots OWNER TO clinic_owner;
            GRANT CREATE ON DATABASE postgres TO clinic_owner;
            CREATE ROLE hms_sync LOGIN REPLICATION IN ROLE clinic_owner;
            """);
        var connection = server.Connection(user: "hms_sync").Replace("Pooling=false", "Password=s3cret", StringComparison.Ordinal);
        clinic._workspace.Write("slots.json", """{"fields":{"id":"id","status":"status","n":"n"}}""");
        clinic._workspace.Write("conflicts/slots.yml", "table: slots\nguards: none\n");
        clinic._workspace.Write(
            "hms-sync.yml",
            $$"""
            hub:
              feed: postgres
              connection: "{{connection}}"
              tables: { slots: { key: id } }
            store: sync.db
            server: { listen: "http://127.0.0.1:0" }
            governance: none
            partners:
              office:
                url: {{partnerUrl}}/slots
                mapping: slots.json
                deletes: send
                allow_network: [127.0.0.0/8]
                retry: { first: 50ms, max: 500ms }
                send: [ { on: slots{{where}} } ]
            """);
        return clinic;
    }

    /// <summary>Starts an engine and waits until it follows every commit.</summary>
    public async Task<EngineProcess> Run()
    {
        var engine = EngineProcess.Start(Config);
        await engine.WaitForLogAsync(line => line.StartsWith("following ", StringComparison.Ordinal));
        return engine;
    }

    /// <summary>Body by key, as the hub holds the records now.</summary>
    public async Task<Dictionary<string, string>> Bodies(string where = "true")
    {
        await using var connection = await _server.Open();
        await using var query = new NpgsqlCommand(
            $$"""SELECT format('{"id":%s}', id), format('{"id":%s,"status":"%s","n":%s}', id, status, n) FROM slots WHERE {{where}}""",
            connection);
        await using var rows = await query.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Dictionary<string, string> bodies = [];
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
        {
            bodies[rows.GetString(0)] = rows.GetString(1);
        }

        return bodies;
    }

    /// <summary>Runs a verb on this workspace.</summary>
    public Task<CliRun> Verb(params string[] arguments)
        => CliRun.RunInAsync(_workspace.Folder, null, [.. arguments, "--config", Config]);

    public void Dispose() => _workspace.Dispose();
}
