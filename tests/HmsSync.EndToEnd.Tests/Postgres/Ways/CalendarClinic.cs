using System.Net.Http.Json;
using System.Text.Json;
using HmsSync.EndToEnd.Tests.Processes;
using HmsSync.EndToEnd.Tests.TwoWay;
using Npgsql;

namespace HmsSync.EndToEnd.Tests.Postgres.Ways;

/// <summary>A database of a real server and a calendar that keep the same appointments.</summary>
internal sealed class CalendarClinic : IAsyncDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly TempWorkspace _workspace = new();
    private readonly string _calendarUrl = $"http://127.0.0.1:{FreePort.Next()}";
    private readonly string _engineUrl = $"http://127.0.0.1:{FreePort.Next()}";
    private readonly PostgresServer _server;
    private readonly HttpClient _http = new();
    private EngineProcess? _engine;

    private CalendarClinic(PostgresServer server, string database)
    {
        (_server, Database) = (server, database);
    }

    public string Database { get; }

    public string Slot => $"two_way_{Database}";

    public CalendarProcess Calendar { get; private set; } = null!;

    public static async Task<CalendarClinic> Run(PostgresServer server)
    {
        var clinic = new CalendarClinic(server, await server.NewDatabase());
        await clinic.Sql(
            """
            CREATE TABLE appointments(
                id text PRIMARY KEY, start text NOT NULL, subject text NOT NULL, notes text, status text NOT NULL DEFAULT 'booked')
            """);
        TwoWayFiles.Write(clinic._workspace, clinic._engineUrl, clinic._calendarUrl, "1s", "update_wins", null);
        var config = clinic._workspace["hms-sync.yml"];
        var lines = await File.ReadAllLinesAsync(config, Stop);
        var place = $"connection: \"{server.Connection(clinic.Database)}\", slot: {clinic.Slot}";
        var hub = $"hub: {{ feed: postgres, {place}, tables: {{ appointments: {{ key: id }} }} }}";
        var changed = lines.Select(line => line.StartsWith("hub:", StringComparison.Ordinal)
            ? hub
            : line.Replace("auth: required", "auth: none", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(config, changed, Stop);
        clinic.Calendar = await CalendarProcess.StartAsync(config, clinic._calendarUrl, clinic._engineUrl, TwoWayFiles.Token);
        try
        {
            await clinic.StartOnly();
            await clinic._engine!.WaitForLogAsync(line => line.StartsWith("following ", StringComparison.Ordinal));
            return clinic;
        }
        catch
        {
            await clinic.DisposeAsync();
            throw;
        }
    }

    public Task Sql(string sql) => _server.Run(sql, Database);

    /// <summary>A file of the workspace.</summary>
    public void Write(string name, string content) => _workspace.Write(name, content);

    /// <summary>Conflicts that wait for a person: the record, and the claim that it is about.</summary>
    public async Task<List<(string Key, string Claim)>> Open()
    {
        var list = await CliRun.RunInAsync(_workspace.Folder, null, "conflicts", "list", "--json");
        Assert.True(list.ExitCode == 0, list.Errors);
        return [.. JsonElement.Parse(list.Output).EnumerateArray().Where(row => row.GetProperty("state").GetString() == "open")
            .Select(row => (row.GetProperty("key").GetProperty("id").GetString()!, row.GetProperty("claim").GetString()!))];
    }

    public async Task StartOnly()
    {
        _engine = EngineProcess.Start(_workspace["hms-sync.yml"]);
        await _engine.WaitForLogAsync(line => line.StartsWith("listening on ", StringComparison.Ordinal));
    }

    public async Task End() => Assert.Equal(0, await _engine!.StopAsync());

    public Task Stopped(string code) => Seen.AsAsync(
        $"stopped for {code}",
        async () => (await Status()).GetProperty("hub").TryGetProperty("stopped", out var stopped)
            ? stopped.GetProperty("code").GetString()
            : null,
        code);

    /// <summary>Nothing is read anew any more, and nothing is on its way.</summary>
    public Task Quiet() => Seen.WhenAsync(
        "quiet",
        Status,
        status => status.GetProperty("backfills").GetArrayLength() == 0
            && status.GetProperty("lanes").EnumerateArray().All(lane => lane.GetProperty("lag").GetInt64() == 0));

    public async Task GoOn(string command)
    {
        var done = await CliRun.RunInAsync(_workspace.Folder, null, [.. command.Split(' ').Skip(1), "--yes"]);
        Assert.True(done.ExitCode == 0, done.Errors);
    }

    /// <summary>As it stands in the hub; null: it does not.</summary>
    public async Task<Slot?> Hub(string id)
    {
        await using var connection = await _server.Open(Database);
        await using var select = new NpgsqlCommand("SELECT start, subject, notes, status FROM appointments WHERE id = $1", connection)
        {
            Parameters = { new NpgsqlParameter { Value = id } },
        };
        await using var row = await select.ExecuteReaderAsync(Stop);
        return await row.ReadAsync(Stop)
            ? new Slot(row.GetString(0), row.GetString(1), await row.IsDBNullAsync(2, Stop) ? null : row.GetString(2), row.GetString(3))
            : null;
    }

    /// <summary>Both sides come to hold this; null: none of them holds the record.</summary>
    public async Task Agree(string id, Slot? expected)
    {
        await Seen.AsAsync($"the hub's {id}", () => Hub(id), expected);
        await Seen.AsAsync($"the calendar's {id}", () => Calendar.ShowsAsync(id), expected);
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        await Calendar.DisposeAsync();
        _http.Dispose();
        _workspace.Dispose();
    }

    private async Task<JsonElement> Status() => await _http.GetFromJsonAsync<JsonElement>($"{_engineUrl}/api/status", Stop);
}
