using System.Text.Json;
using HmsSync.EndToEnd.Tests.Processes;
using Microsoft.Data.Sqlite;

namespace HmsSync.EndToEnd.Tests.TwoWay;

/// <summary>A hub, an engine and a calendar that keep the same appointments, each a process or a file of its own.</summary>
internal sealed class TwoWayClinic : IAsyncDisposable
{
    private readonly TempWorkspace _workspace = new();
    private readonly string _calendarUrl = $"http://127.0.0.1:{FreePort.Next()}";
    private readonly string _engineUrl = $"http://127.0.0.1:{FreePort.Next()}";
    private CalendarProcess? _calendar;
    private EngineProcess? _engine;

    private readonly string _ringsAt;

    private TwoWayClinic(bool rings)
    {
        _ringsAt = rings ? _engineUrl : $"http://127.0.0.1:{FreePort.Next()}";
    }

    public CalendarProcess Calendar => _calendar ?? throw new InvalidOperationException("the calendar does not run");

    /// <param name="poll">How often the engine asks the calendar what changed there.</param>
    /// <param name="deletes">Which side stands where one has deleted what the other has changed.</param>
    /// <param name="rings">False: nobody listens where the calendar rings.</param>
    /// <param name="first">How the two meet, as the conflict file says it; null: it does not.</param>
    /// <param name="ops">What the calendar may do to the hub.</param>
    /// <param name="before">What both sides do before there is an engine.</param>
    public static async Task<TwoWayClinic> StartAsync(
        string poll = "1s",
        string deletes = "update_wins",
        bool rings = true,
        string? first = null,
        string ops = TwoWayFiles.Everything,
        Func<TwoWayClinic, Task>? before = null)
    {
        var clinic = new TwoWayClinic(rings);
        TwoWayFiles.Write(clinic._workspace, clinic._engineUrl, clinic._calendarUrl, poll, deletes, first, ops);
        await clinic.SqlAsync(TwoWayFiles.Schema);
        await clinic.StartCalendarAsync();
        await (before?.Invoke(clinic) ?? Task.CompletedTask);
        await clinic.StartEngineAsync();
        return clinic;
    }

    public async Task StartEngineAsync()
    {
        _engine = EngineProcess.Start(Config);
        await _engine.WaitForLogAsync(line => line.StartsWith("following ", StringComparison.Ordinal));
    }

    public async Task StopEngineAsync() => Assert.Equal(0, await _engine!.StopAsync());

    public async Task KillEngineAsync()
    {
        await _engine!.CrashAsync();
        await _engine.DisposeAsync();
    }

    public async Task StartCalendarAsync()
        => _calendar = await CalendarProcess.StartAsync(Config, _calendarUrl, _ringsAt, TwoWayFiles.Token);

    public async Task KillCalendarAsync()
    {
        await Calendar.CrashAsync();
        await Calendar.DisposeAsync();
    }

    /// <summary>The application's commit, by the sqlite3 shell: a process that knows nothing of us.</summary>
    public async Task SqlAsync(string sql)
    {
        var run = await CliRun.RunProgramAsync("sqlite3", ["-bail", "-cmd", ".timeout 5000", _workspace["hms.db"], sql]);
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    /// <summary>Books a slot in the hub and waits until the calendar has it.</summary>
    public async Task BookAsync(params string[] ids)
    {
        await SqlAsync(string.Concat(ids.Select(id =>
            $"INSERT INTO appointments(id, citizen_id, start, subject) VALUES('{id}', 'CID-{id}', '2026-12-01T10:00', 'WIC');")));
        foreach (var id in ids)
        {
            await Seen.WhenAsync($"the calendar's {id}", () => Calendar.ShowsAsync(id), slot => slot is not null);
        }
    }

    /// <summary>As it stands in the hub; null: it does not.</summary>
    public async Task<Slot?> HubAsync(string id)
    {
        await using var hub = new SqliteConnection($"Data Source={_workspace["hms.db"]};Mode=ReadOnly;Pooling=False");
        await hub.OpenAsync();
        await using var select = hub.CreateCommand();
        select.CommandText = "SELECT start, subject, notes, status FROM appointments WHERE id = $id";
        select.Parameters.AddWithValue("$id", id);
        await using var row = await select.ExecuteReaderAsync();
        return await row.ReadAsync()
            ? new Slot(row.GetString(0), row.GetString(1), await row.IsDBNullAsync(2) ? null : row.GetString(2), row.GetString(3))
            : null;
    }

    /// <summary>Both sides come to hold this; null: none of them holds the record.</summary>
    public async Task AgreeAsync(string id, Slot? expected)
    {
        try
        {
            await Seen.AsAsync($"the hub's {id}", () => HubAsync(id), expected);
            await Seen.AsAsync($"the calendar's {id}", () => Calendar.ShowsAsync(id), expected);
        }
        catch (Exception failure) when (failure is TimeoutException or HttpRequestException)
        {
            throw new InvalidOperationException($"{failure.Message}\nthe calendar said last:\n{Calendar.LastWords}", failure);
        }
    }

    public async Task<List<JsonElement>> ConflictsAsync() => [.. (await JsonAsync("conflicts", "list", "--json")).EnumerateArray()];

    /// <summary>How many events the journal has ever taken.</summary>
    public async Task<long> CountEventsAsync()
        => (await JsonAsync("status", "--json")).GetProperty("store").GetProperty("newest_seq").GetInt64();

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        if (_calendar is not null)
        {
            await _calendar.DisposeAsync();
        }

        _workspace.Dispose();
    }

    private string Config => _workspace["hms-sync.yml"];

    /// <summary>What a command says with <c>--json</c>.</summary>
    public async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var run = await CliRun.RunAsync([.. arguments, "--config", Config]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return JsonElement.Parse(run.Output);
    }
}
