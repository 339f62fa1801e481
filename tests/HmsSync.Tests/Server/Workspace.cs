using HmsSync.Configuration;
using Microsoft.Data.Sqlite;

namespace HmsSync.Tests.Server;

/// <summary>A workspace in a folder of its own: a hub file and a configuration as a user writes it.</summary>
internal sealed class Workspace : IDisposable
{
    public const string Secret = "s3cret-of-lotus";
    public const string OldSecret = "older-s3cret-of-lotus";
    public const string HospitalToken = "t0ken-of-hospital";

    private const string Mapping = """
        {
          "fields": { "id": "uid", "status": "state", "start": "begin", "phone": "tel" },
          "values": { "status": { "booked": "B", "cancelled": "C" } }
        }
        """;

    // A test does not wait until stamps are two seconds apart.
    private const string Rules = """
        table: appointments
        rules: [{ field: "*", winner: latest_change }]
        clock: { max_skew: 1ms }
        """;

    private const string BedMapping = """{ "fields": { "bed": "bett", "ward": "station" } }""";

    private const string Config = """
        zone: UTC
        hub: { feed: sqlite, connection: hms.db, tables: { appointments: { key: id } } }
        store: sync.db
        server: { listen: "http://127.0.0.1:0", auth: AUTH, cors: CORS }
        governance: none
        partners:
          lotus:
            adapter: http
            url: ${URL}
            allow_network: [127.0.0.0/8]
            mapping: lotus.json
            retry: { first: 20ms, max: 100ms, give_up_after: 3d }
            send:
              - on: appointments
              - { on: hospital.bedChange, where: { ward: icu }, mapping: lotus-beds.json }
              - { on: note, mapping: keep.json }
            receive:
              webhook: { verify: { scheme: body-field, field: auth, secret: ["${SECRET}", "${OLD}"] } }
              events:
                slot: { table: appointments, op: upsert }
                shift: { table: appointments, op: { field: kind, update: [moved], delete: [gone] }, version: rev }
                many: { table: appointments, op: { field: kind, update: [moved], delete: [gone] }, items: page.entries }
          hospital:
            adapter: none
            mapping: beds.json
            receive:
              webhook: { verify: { scheme: header-token, header: X-Bed-Token, secret: "${TOKEN}" }, id: { field: message } }
              events:
                bedChange: { publish: hospital.bedChange, path: /webhook/bedChange }
          desk:
            adapter: none
            mapping: keep.json
            receive:
              webhook: { verify: { scheme: none } }
              events:
                note: { publish: desk.note }
        """;

    public Workspace()
    {
        Folder = Directory.CreateTempSubdirectory("hms-server-").FullName;
        Directory.CreateDirectory(Path.Combine(Folder, "conflicts"));
        Write("conflicts/appointments.yml", Rules);
        Write("lotus.json", Mapping);
        Write("beds.json", BedMapping);
        Write("lotus-beds.json", """{ "fields": { "bed": "resource", "ward": "unit" } }""");
        Write("keep.json", """{ "rest": "keep" }""");
        using var hub = OpenHub();
        Run(hub, "PRAGMA journal_mode=wal; CREATE TABLE appointments(id INTEGER PRIMARY KEY, status TEXT, start TEXT, phone TEXT)");
    }

    public string Folder { get; }

    /// <summary>More partners, as they stand in the file.</summary>
    public string More { get; init; } = "";

    /// <summary>As <c>server.cors</c> is written.</summary>
    public string Cors { get; init; } = "[]";

    /// <summary>A line of the partner lotus, or nothing.</summary>
    public string Lotus { get; init; } = "";

    public string HubPath => Path.Combine(Folder, "hms.db");

    public string StorePath => Path.Combine(Folder, "sync.db");

    public EnginePlan Plan(Uri partner, bool authRequired = true)
    {
        var config = Config.Replace("AUTH", authRequired ? "required" : "none", StringComparison.Ordinal);
        config = config.Replace("retry: { first: 20ms", Lotus + "retry: { first: 20ms", StringComparison.Ordinal);
        Write("hms-sync.yml", config.Replace("CORS", Cors, StringComparison.Ordinal) + More);
        var values = new Dictionary<string, string>
        {
            ["URL"] = partner.ToString(),
            ["SECRET"] = Secret,
            ["OLD"] = OldSecret,
            ["TOKEN"] = HospitalToken,
        };
        var loaded = ConfigLoader.Load(Path.Combine(Folder, "hms-sync.yml"), values.GetValueOrDefault);
        return loaded.Plan ?? throw new InvalidOperationException(string.Join('\n', loaded.Faults));
    }

    public SqliteConnection OpenHub()
    {
        var text = new SqliteConnectionStringBuilder { DataSource = HubPath, Pooling = false, DefaultTimeout = 10 };
        var hub = new SqliteConnection(text.ToString());
        hub.Open();
        return hub;
    }

    public void Hub(string sql)
    {
        using var hub = OpenHub();
        Run(hub, sql);
    }

    /// <summary>First column of the first row, as text.</summary>
    public string? AskHub(string sql)
    {
        using var hub = OpenHub();
        using var command = hub.CreateCommand();
#pragma warning disable CA2100 // constants of the tests
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar()?.ToString();
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Run(SqliteConnection hub, string sql)
    {
        using var command = hub.CreateCommand();
#pragma warning disable CA2100 // constants of the tests
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);
}
