using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HmsSync.Adapters.Http;
using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Deliver;
using HmsSync.Deliver.Guard;
using HmsSync.Hosting;
using HmsSync.Partners;
using HmsSync.Seams;
using HmsSync.Server.Hosting;
using HmsSync.Stores.Sqlite;
using HmsSync.Tests.Fakes;
using Microsoft.Data.Sqlite;
using Xunit;

namespace HmsSync.Tests.Server.Records;

/// <summary>A whole engine with its server, a hub file, and the clinic calendar listening: all as a user would set it up.</summary>
internal sealed class ClinicRig : IAsyncDisposable
{
    private const string Token = "t0ken";

    private const string Config = """
        hub: { connection: hms.db, snapshot: SNAPSHOT, tables: { appointments: { key: id, new_keys: NEWKEYS } } }
        store: sync.db
        server: { listen: "http://127.0.0.1:0", auth: none }
        governance: none
        partners:
          clinic:
            url: ${URL}
            allow_network: [127.0.0.0/8]
            auth: { bearer: "${TOKEN}" }
            mapping: clinic.json
            timeout: 5s
            retry: { first: 20ms, max: 100ms, give_up_after: 3d }
            send:
              - on: appointments
            receive:
              poll: POLL
              webhook: { verify: none }
              events:
                hint: { table: appointments }
                ring: { poll: appointments }
            records:
              appointments:
                key: { field: id, by: BY }
                ops: OPS
                insert: INSERT
                update: PATCH /appointments/{id}
                delete: DELETE /appointments/{id}
                read: GET /appointments/{id}
                find: GET /appointments?ref={key}
                list: GET /appointments?cursor={cursor}&limit={limit}
                changes: GET /appointments/changes?since={cursor}&limit={limit}
                items: items
                next: next
                deleted: deleted
                version: VERSION
                changed_at: updated_at
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clinic-engine-");
    private readonly HttpClient _http = new();
    private readonly bool _ownIds;
    private readonly string? _first;
    private readonly string? _without;
    private string _poll = "";
    private string _snapshot = "none";
    private string _ops = "";
    private string _version = "";
    private Func<Uri, Uri> _through = url => url;
    private ClinicCalendar _calendar = null!;
    private TestHub _hub = null!;
    private Engine _engine = null!;
    private EngineServer _server = null!;

    private ClinicRig(bool ownIds, string? first, string? without) => (_ownIds, _first, _without) = (ownIds, first, without);

    public Engine Engine => _engine;

    /// <param name="ownIds">The calendar makes its own ids.</param>
    /// <param name="poll">How often it is asked what has changed.</param>
    /// <param name="first">How the two meet, as the conflict file says it; null: there is none.</param>
    /// <param name="before">What both sides do before there is an engine.</param>
    /// <param name="conflicts">The whole conflict file of the table; null: there is none.</param>
    /// <param name="without">A call that the calendar is not to be asked for.</param>
    /// <param name="snapshot">What the hub has at first goes to the calendar.</param>
    /// <param name="sql">What the application does before there is an engine.</param>
    /// <param name="ops">What the calendar may do to the hub.</param>
    /// <param name="version">The field in which it says its versions, as the configuration has it.</param>
    /// <param name="through">Where the engine is to call it, by where it listens.</param>
    public static async Task<ClinicRig> StartAsync(
        bool ownIds = false,
        string poll = "1h",
        string? first = null,
        Func<ClinicRig, Task>? before = null,
        string? conflicts = null,
        string? sql = null,
        string? without = null,
        bool snapshot = false,
        string ops = "[insert, update, delete]",
        string version = "etag",
        Func<Uri, Uri>? through = null)
    {
        var rig = new ClinicRig(ownIds, first, without) { _snapshot = snapshot ? "initial" : "none", _ops = ops };
        (rig._poll, rig._version, rig._through) = (poll, version, through ?? rig._through);
        if (conflicts is not null)
        {
            await rig.WriteConflictsAsync(conflicts);
        }

        rig.Hub("PRAGMA journal_mode=wal; CREATE TABLE appointments(id PRIMARYKEY, start TEXT, title TEXT)"
            .Replace("PRIMARYKEY", ownIds && before is null ? "TEXT PRIMARY KEY" : "INTEGER PRIMARY KEY", StringComparison.Ordinal));
        if (sql is not null)
        {
            rig.Hub(sql);
        }

        await rig.StartCalendarAsync();
        await (before?.Invoke(rig) ?? Task.CompletedTask);
        await rig.StartEngineAsync(poll);
        return rig;
    }

    /// <summary>The engine ends, and another life of it begins on the same store.</summary>
    /// <param name="conflicts">The conflict file from now on; null: as it was.</param>
    public async Task RestartAsync(string? conflicts = null)
    {
        await StopEngineAsync();
        if (conflicts is not null)
        {
            await WriteConflictsAsync(conflicts);
        }

        await StartEngineAsync(_poll);
    }

    public async Task StartCalendarAsync(int port = 0)
        => _calendar = await ClinicCalendar.StartAsync(
            new ClinicSettings($"http://127.0.0.1:{port}", Token, Path.Combine(_folder.FullName, "clinic.jsonl")) { OwnIds = _ownIds },
            TimeProvider.System);

    /// <summary>Its data stay; what it listens on is told, so that it can come back there.</summary>
    public async Task<int> StopCalendarAsync()
    {
        var port = _calendar.Url.Port;
        await _calendar.DisposeAsync();
        return port;
    }

    public async Task<int> DoorbellAsync(string name, string json)
    {
        using var answer = await _http.PostAsync(
            new Uri(_server.Url, $"webhook/clinic/{name}"), new StringContent(json, null, "application/json"), Stop);
        return (int)answer.StatusCode;
    }

    /// <summary>A clerk does something; answers the appointment.</summary>
    public async Task<JsonObject?> ClerkAsync(string path, string json)
    {
        using var answer = await _http.PostAsync(
            new Uri(_calendar.Url, $"clerk/appointments{path}"), new StringContent(json, null, "application/json"), Stop);
        answer.EnsureSuccessStatusCode();
        return answer.StatusCode == System.Net.HttpStatusCode.NoContent ? null : await answer.Content.ReadFromJsonAsync<JsonObject>(Stop);
    }

    /// <summary>All appointments at the clinic.</summary>
    public async Task<JsonArray> AtTheClinicAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_calendar.Url, "api/appointments?limit=500"));
        request.Headers.Authorization = new("Bearer", Token);
        using var answer = await _http.SendAsync(request, Stop);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!["items"]!.AsArray();
    }

    public async Task<JsonObject> StatusAsync()
        => (await _http.GetFromJsonAsync<JsonObject>(new Uri(_server.Url, "api/status"), Stop))!;

    /// <summary>As <c>hms-sync link</c> does.</summary>
    public async Task<JsonObject> LinkAsync(bool apply)
    {
        var report = await PostAsync("link", new JsonObject { ["apply"] = apply });
        while (report["running"]!.GetValue<bool>())
        {
            report = (await _http.GetFromJsonAsync<JsonObject>(new Uri(_server.Url, "api/partners/clinic/link"), Stop))!;
        }

        return report;
    }

    /// <summary>As <c>hms-sync conflicts resolve</c> does; its status.</summary>
    public async Task<int> ResolveAsync(long id, string winner)
    {
        using var answer = await _http.PostAsJsonAsync(
            new Uri(_server.Url, $"api/conflicts/{id}/resolve"), new JsonObject { ["winner"] = winner }, Stop);
        return (int)answer.StatusCode;
    }

    /// <summary>Open and decided conflicts.</summary>
    public async Task<List<JsonObject>> ConflictsAsync()
        => [.. (await _http.GetFromJsonAsync<JsonArray>(new Uri(_server.Url, "api/conflicts"), Stop))!.Select(c => c!.AsObject())];

    public void Hub(string sql) => Ask(sql);

    /// <summary>A backup of the hub, in which somebody has worked since, takes its place.</summary>
    /// <param name="backup">Name of the file.</param>
    /// <param name="sql">What they did there.</param>
    public void PutHubBack(string backup, string sql)
    {
        Ask(sql, backup);
        File.Move(Path.Combine(_folder.FullName, backup), Path.Combine(_folder.FullName, "hms.db"), overwrite: true);
        File.Delete(Path.Combine(_folder.FullName, "hms.db-wal"));
    }

    public string Backup(string name)
    {
        Ask($"VACUUM INTO '{Path.Combine(_folder.FullName, name)}'");
        return name;
    }

    /// <summary>First column of the first row, as text.</summary>
    public string? Ask(string sql, string file = "hms.db")
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(_folder.FullName, file),
            Pooling = false,
            DefaultTimeout = 10,
        };
        using var hub = new SqliteConnection(text.ToString());
        hub.Open();
        using var command = hub.CreateCommand();
#pragma warning disable CA2100 // constants of the tests
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar()?.ToString();
    }

    public List<JournaledEvent> Journal() => _engine.Store.Readers.Read(reader => reader.Events.After(default, 100_000));

    /// <summary>Deliveries that were made.</summary>
    public int Delivered() => _engine.Store.Readers.Read(
        reader => reader.Rows.Audit(0, 1_000).Count(row => row.Entry.Outcome == Outcome.Delivered));

    /// <summary>Waits until nothing is owed any more, and says how every delivery ended, oldest first.</summary>
    public async Task<List<string>> OutcomesAsync()
    {
        await Eventually.Holds(() => _engine.Lanes.All(lane => lane.View.Lag == 0), "nothing is owed");
        return _engine.Store.Readers.Read(
            reader => reader.Rows.Audit(0, 1_000).Select(row => $"{row.Entry.Outcome}").ToList());
    }

    public async ValueTask DisposeAsync()
    {
        await StopEngineAsync();
        await _calendar.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<JsonObject> PostAsync(string what, JsonObject body)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(_server.Url, $"api/partners/clinic/{what}"), body, Stop);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!;
    }

    private async Task StopEngineAsync()
    {
        await _server.DisposeAsync();
        await _engine.DisposeAsync();
        _hub.Dispose();
    }

    private async Task WriteConflictsAsync(string conflicts)
    {
        _folder.CreateSubdirectory("conflicts");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "conflicts", "appointments.yml"), conflicts, Stop);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task StartEngineAsync(string poll)
    {
        var mapping = _ownIds
            ? """{ "fields": { "id": "ref", "start": "begin", "title": "title" } }"""
            : """{ "fields": { "id": "id", "start": "begin", "title": "title" }, "equality": { "title": "trim" } }""";
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "clinic.json"), mapping, Stop);
        if (_first is not null)
        {
            Directory.CreateDirectory(Path.Combine(_folder.FullName, "conflicts"));
            await File.WriteAllTextAsync(
                Path.Combine(_folder.FullName, "conflicts", "appointments.yml"), $"table: appointments\nfirst: {_first}\n", Stop);
        }

        var newKeys = !_ownIds ? "mapped" : _first is null ? "uuid" : "database";
        var config = Config.Replace("POLL", poll, StringComparison.Ordinal)
            .Replace("SNAPSHOT", _snapshot, StringComparison.Ordinal)
            .Replace("OPS", _ops, StringComparison.Ordinal)
            .Replace("VERSION", _version, StringComparison.Ordinal)
            .Replace("BY", _ownIds ? "partner" : "us", StringComparison.Ordinal)
            .Replace("NEWKEYS", newKeys, StringComparison.Ordinal)
            .Replace("INSERT", _ownIds ? "POST /appointments" : "PUT /appointments/{id}", StringComparison.Ordinal);
        if (_without is not null)
        {
            config = string.Join(
                '\n', config.Split('\n').Where(line => !line.TrimStart().StartsWith($"{_without}:", StringComparison.Ordinal)));
        }

        var path = Path.Combine(_folder.FullName, "hms-sync.yml");
        await File.WriteAllTextAsync(path, config, Stop);
        var values = new Dictionary<string, string> { ["URL"] = new Uri(_through(_calendar.Url), "api").AbsoluteUri, ["TOKEN"] = Token };
        var loaded = ConfigLoader.Load(path, values.GetValueOrDefault);
        var plan = loaded.Plan ?? throw new InvalidOperationException(string.Join('\n', loaded.Faults));
        var (random, dialer) = (new RandomSource(42), new GuardedDialer(TimeProvider.System));
        _hub = new TestHub(plan.Hub, random.Split());
        _engine = await Engine.OpenAsync(plan, new EngineSeams
        {
            Clock = TimeProvider.System,
            Random = random,
            Store = StorePlace.File(plan.StorePath),
            Scheduler = new PoolScheduler(),
            Network = partner => PartnerHttp.Open(dialer, partner),
            Adapters = [new HttpAdapterFactory()],
            Hub = _hub,
            Loggers = new CapturedLog(),
        });
        _server = await EngineServer.StartAsync(_engine, plan, Stop);
        _engine.Start();
        await _engine.HubFeed.CaughtUp.WaitAsync(Stop);
    }
}
