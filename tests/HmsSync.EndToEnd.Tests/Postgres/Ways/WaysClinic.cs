using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.EndToEnd.Tests.Processes;
using HmsSync.EndToEnd.Tests.TwoWay;
using Npgsql;

namespace HmsSync.EndToEnd.Tests.Postgres.Ways;

/// <summary>
/// An engine on a database of a real server with two tables, slots and rooms, a partner that is told of both, and the person who
/// reads what the engine says and types what it tells to type.
/// </summary>
internal sealed class WaysClinic : IAsyncDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly TempWorkspace _workspace = new();
    private readonly HeldByPartner _held = new();
    private readonly HttpClient _http = new();
    private readonly CheckingPartner _partner;
    private EngineProcess? _engine;
    private int _before;

    private WaysClinic(PostgresServer server, string database, CheckingPartner partner)
    {
        (Server, Database, _partner) = (server, database, partner);
    }

    public PostgresServer Server { get; set; }

    public string Database { get; }

    public PushLog Log => _partner.Log;

    public string Slot => $"ways_{Database}";

    public const string Tables =
        """
        CREATE TABLE slots(id int PRIMARY KEY, status text, n int);
        CREATE TABLE rooms(id int PRIMARY KEY, status text, n int);
        """;

    /// <summary>A database with the tables, and an engine that follows it.</summary>
    /// <param name="server">A real one.</param>
    /// <param name="guards">Of both tables, as in a conflict file.</param>
    /// <param name="before">What the application does before the engine first runs; nobody is told of it.</param>
    public static async Task<WaysClinic> Run(PostgresServer server, string guards = "guards: none", string before = "")
    {
        var clinic = new WaysClinic(server, await server.NewDatabase(), await CheckingPartner.StartAsync());
        await clinic.Sql(Tables + before);
        clinic._workspace.Write("fields.json", """{"fields":{"id":"id","status":"status","n":"n"}}""");
        clinic._workspace.Write("conflicts/slots.yml", $"table: slots\n{guards}\n");
        clinic._workspace.Write("conflicts/rooms.yml", $"table: rooms\n{guards}\n");
        clinic.Write();
        await clinic.Start();
        return clinic;
    }

    /// <summary>The configuration, for the server as it is now.</summary>
    /// <param name="tables">Under <c>hub.tables</c>.</param>
    public void Write(string tables = "{ slots: {}, rooms: {} }") => _workspace.Write(
        "hms-sync.yml",
        $$"""
        hub:
          feed: postgres
          connection: "{{Server.Connection(Database)}}"
          slot: {{Slot}}
          tables: {{tables}}
        store: sync.db
        server: { listen: "http://127.0.0.1:0", auth: none }
        governance: none
        partners:
          office:
            url: {{_partner.Url}}/told
            mapping: fields.json
            deletes: send
            allow_network: [127.0.0.0/8]
            retry: { first: 50ms, max: 500ms }
            send: [ { on: slots }, { on: rooms } ]
        """);

    /// <summary>A file of the workspace.</summary>
    public void Write(string name, string content) => _workspace.Write(name, content);

    /// <summary>A copy of the store, of an engine that has ended.</summary>
    public void BackUpStore() => Copy("sync.db", "backup.db");

    /// <summary>The copy stands where the store stood.</summary>
    public void PutStoreBack()
    {
        PushPromises.AssertKept(Log.All);
        _before = Log.All.Count; // it numbers anew what is told from here on
        Copy("backup.db", "sync.db");
    }

    private void Copy(string from, string to)
    {
        foreach (var part in new[] { "", "-wal", "-shm" })
        {
            File.Delete(_workspace[to + part]);
            if (File.Exists(_workspace[from + part]))
            {
                File.Copy(_workspace[from + part], _workspace[to + part]);
            }
        }
    }

    public Task Sql(string sql) => Server.Run(sql, Database);

    /// <summary>Starts an engine, and waits until it follows the hub.</summary>
    public async Task Start()
    {
        await StartOnly();
        await _engine!.WaitForLogAsync(line => line.StartsWith("following ", StringComparison.Ordinal));
    }

    /// <summary>Starts an engine; it may not come to follow the hub.</summary>
    public async Task StartOnly()
    {
        _engine = EngineProcess.Start(_workspace["hms-sync.yml"]);
        var listening = await _engine.WaitForLogAsync(line => line.StartsWith("listening on ", StringComparison.Ordinal));
        Url = listening["listening on ".Length..];
    }

    /// <summary>As an operator ends it.</summary>
    public async Task End() => Assert.Equal(0, await _engine!.StopAsync());

    /// <summary>What the engine has left in the hub to know it by.</summary>
    public async Task<string> Mark()
        => (string)(await Server.Value(
            $"SELECT coalesce(obj_description(oid, 'pg_publication'), '') FROM pg_publication WHERE pubname = '{Slot}'", Database))!;

    /// <summary>Waits until the engine has left another one.</summary>
    public Task Marked(string before) => Seen.WhenAsync("a new mark", Mark, mark => mark != before);

    public Task Crash() => _engine!.CrashAsync();

    public async Task<JsonElement> Status() => await _http.GetFromJsonAsync<JsonElement>($"{Url}/api/status", Stop);

    public async Task<(HttpStatusCode Code, string Body)> Ready()
    {
        using var answer = await _http.GetAsync(new Uri($"{Url}/readyz"), Stop);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>Waits until the engine stands still for the reason, and says so in <c>status</c> and <c>/readyz</c> alike.</summary>
    /// <returns>What it says has happened, and the command that it says leads out.</returns>
    public async Task<(string What, string Remedy)> Stopped(string code)
    {
        await Seen.WhenAsync($"stopped for {code}", StoppedFor, found => found == code);
        var stopped = (await Status()).GetProperty("hub").GetProperty("stopped");
        var (ready, body) = await Ready();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready);
        var (what, remedy) = (stopped.GetProperty("what").GetString()!, stopped.GetProperty("remedy").GetString()!);
        Assert.Contains(JsonEncodedText.Encode(what).ToString(), body, StringComparison.Ordinal);
        Assert.Contains(JsonEncodedText.Encode(remedy).ToString(), body, StringComparison.Ordinal);
        return (what, remedy);
    }

    /// <summary>Waits until one table is held for the reason; the others flow.</summary>
    public async Task<(string What, string Remedy)> Held(string table, string code)
    {
        JsonElement? notice = null;
        await Seen.WhenAsync($"{table} held for {code}", async () => notice = await Notice(table, code), found => found is not null);
        var (ready, body) = await Ready();
        Assert.Equal(HttpStatusCode.OK, ready);
        Assert.Contains($"\"{code}\"", body, StringComparison.Ordinal);
        return (notice!.Value.GetProperty("text").GetString()!, notice.Value.GetProperty("remedy").GetString()!);
    }

    /// <summary>Waits until the partner's lane stands still for the reason; the command that leads out.</summary>
    public async Task<string> Paused(string code)
    {
        JsonElement lane = default;
        await Seen.WhenAsync(
            $"a lane paused for {code}",
            async () =>
            {
                lane = (await Status()).GetProperty("lanes").EnumerateArray().First(l => l.GetProperty("lane").GetString() == "office");
                return lane.TryGetProperty("code", out var found) ? found.GetString() : null;
            },
            found => found == code);
        return lane.GetProperty("help").GetString()!;
    }

    /// <summary>The operator's own hand takes the slot away from a running engine.</summary>
    public async Task DropSlot()
    {
        var exists = $"FROM pg_replication_slots WHERE slot_name = '{Slot}'";
        while (await Server.Value($"SELECT 1 {exists}") is not null)
        {
            try
            {
                await Sql($"SELECT pg_terminate_backend(active_pid, 1000) {exists} AND active");
                await Sql($"SELECT pg_drop_replication_slot(slot_name) {exists}");
            }
            catch (PostgresException used) when (used.SqlState == PostgresErrorCodes.ObjectInUse)
            {
                // The engine was quicker.
            }
        }
    }

    /// <summary>Types a command as the engine has told it, and what it says first.</summary>
    public async Task<string> GoOn(string command)
    {
        Assert.StartsWith("hms-sync ", command, StringComparison.Ordinal);
        var unasked = await Verb(command);
        Assert.Equal(2, unasked.ExitCode);
        Assert.Contains("--yes", unasked.Errors, StringComparison.Ordinal);
        var done = await Verb($"{command} --yes");
        Assert.True(done.ExitCode == 0, $"{command}: {done.Errors}");
        return unasked.Output;
    }

    public Task<CliRun> Verb(string command)
        => CliRun.RunInAsync(_workspace.Folder, null, [.. command.Split(' ').SkipWhile(word => word == "hms-sync")]);

    /// <summary>Waits until nothing is read anew any more and the partner holds what the hub holds.</summary>
    public async Task Agree()
    {
        await Seen.WhenAsync(
            "nothing is read anew", async () => (await Status()).GetProperty("backfills").GetArrayLength(), count => count == 0);
        var expected = await Bodies();
        await Log.WaitAsync(pushes => Same(_held.After(pushes), expected));
        PushPromises.AssertKept([.. Log.All.Skip(_before)]);
    }

    /// <summary>What the partner holds, by table and key.</summary>
    public async Task<Dictionary<string, string>> Bodies()
    {
        Dictionary<string, string> bodies = [];
        await using var connection = await Server.Open(Database);
        await using var query = new NpgsqlCommand(
            """
            SELECT format('{"id":%s}', id), format('{"id":%s,"status":"%s","n":%s}', id, status, n) FROM slots
            UNION ALL SELECT format('{"id":%s}', id), format('{"id":%s,"status":"%s","n":%s}', id, status, n) FROM rooms
            """,
            connection);
        await using var rows = await query.ExecuteReaderAsync(Stop);
        while (await rows.ReadAsync(Stop))
        {
            bodies.Add(rows.GetString(0), rows.GetString(1));
        }

        return bodies;
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        _http.Dispose();
        await _partner.DisposeAsync();
        _workspace.Dispose();
    }

    private string Url { get; set; } = "";

    private async Task<string?> StoppedFor()
        => (await Status()).GetProperty("hub").TryGetProperty("stopped", out var stopped) && stopped.ValueKind == JsonValueKind.Object
            ? stopped.GetProperty("code").GetString()
            : null;

    private async Task<JsonElement?> Notice(string table, string code)
    {
        foreach (var notice in (await Status()).GetProperty("hub").GetProperty("notices").EnumerateArray())
        {
            if (notice.GetProperty("table").GetString() == table && notice.GetProperty("code").GetString() == code)
            {
                return notice;
            }
        }

        return null;
    }

    private static bool Same(IReadOnlyDictionary<string, string> held, Dictionary<string, string> expected)
        => held.Count == expected.Count && held.All(pair => expected.GetValueOrDefault(pair.Key) == pair.Value);
}
