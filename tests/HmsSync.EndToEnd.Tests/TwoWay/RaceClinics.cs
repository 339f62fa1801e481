using System.Text.Json;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.TwoWay;

/// <summary>
/// A hub, an engine and two calendars, each a process of its own, that share their slots: one rings, the other is polled.
/// </summary>
internal sealed class RaceClinics : IAsyncDisposable
{
    private const string SecondPartner = """

          annex:
            adapter: http
            url: ANNEX/api
            auth: { bearer: "${file:secrets/clinic_calendar.token}" }
            mapping: mapping.json
            send: [ { on: appointments } ]
            receive: { poll: 300ms }
            records:
              appointments:
                full: true
                insert: PUT /appointments/{id}
                update: PATCH /appointments/{id}
                delete: DELETE /appointments/{id}
                read: GET /appointments/{id}
                list: GET /appointments?cursor={cursor}&limit={limit}
                changes: GET /appointments/changes?since={cursor}&limit={limit}
                items: items
                next: next
                deleted: deleted
                version: etag
                changed_at: updated_at
            timeout: 3s
            retry: { first: 200ms, max: 1s, give_up_after: 3d }
            allow_network: [127.0.0.0/8]
        """;

    private const string Claims = """

        claims:
          - name: one family per slot
            same: [start]
            unless: { status: cancelled }
            winner: earliest_change
            max_losers: { count: 1000, per: 1h }
        """;

    private readonly TempWorkspace _workspace = new();
    private readonly TempWorkspace _annexes = new();
    private readonly string _engineUrl = $"http://127.0.0.1:{FreePort.Next()}";
    private readonly string[] _urls = [$"http://127.0.0.1:{FreePort.Next()}", $"http://127.0.0.1:{FreePort.Next()}"];
    private readonly CalendarProcess[] _calendars = new CalendarProcess[2];
    private EngineProcess? _engine;

    private RaceClinics(Func<TempWorkspace, IRaceHub> hub) => Hub = hub(_workspace);

    public IReadOnlyList<CalendarProcess> Calendars => _calendars;

    public IRaceHub Hub { get; }

    /// <param name="hub">Where the slots are kept, made for the folder of the workspace; null: in a SQLite file there.</param>
    public static async Task<RaceClinics> StartAsync(Func<TempWorkspace, IRaceHub>? hub = null)
    {
        var clinics = new RaceClinics(hub ?? (workspace => new SqliteRaceHub(workspace)));
        TwoWayFiles.Write(clinics._workspace, clinics._engineUrl, clinics._urls[0], "1s", "update_wins", first: null);
        TwoWayFiles.Write(clinics._annexes, clinics._engineUrl, clinics._urls[1], "1s", "update_wins", first: null);
        clinics._workspace.Write(
            "hms-sync.yml",
            (await File.ReadAllTextAsync(clinics._workspace["hms-sync.yml"]))
                .Replace(TwoWayFiles.SqliteHub, clinics.Hub.Config, StringComparison.Ordinal));
        Append(clinics._workspace, "hms-sync.yml", SecondPartner.Replace("ANNEX", clinics._urls[1], StringComparison.Ordinal));
        Append(clinics._workspace, "conflicts/appointments.yml", Claims);
        await clinics.Hub.CreateAsync();
        await clinics.StartCalendarAsync(0);
        await clinics.StartCalendarAsync(1);
        await clinics.StartEngineAsync();
        return clinics;
    }

    public async Task StartEngineAsync()
    {
        _engine = EngineProcess.Start(_workspace["hms-sync.yml"]);
        await _engine.WaitForLogAsync(line => line.StartsWith("following ", StringComparison.Ordinal));
    }

    public async Task KillEngineAsync()
    {
        await _engine!.CrashAsync();
        await _engine.DisposeAsync();
    }

    public async Task StartCalendarAsync(int which)
        => _calendars[which] = await CalendarProcess.StartAsync(
            which == 0 ? _workspace["hms-sync.yml"] : _annexes["hms-sync.yml"],
            _urls[which],
            which == 0 ? _engineUrl : $"http://127.0.0.1:{FreePort.Next()}",
            TwoWayFiles.Token);

    public async Task KillCalendarAsync(int which)
    {
        await _calendars[which].CrashAsync();
        await _calendars[which].DisposeAsync();
    }

    /// <summary>All conflict rows, decided ones too.</summary>
    public async Task<List<JsonElement>> ConflictsAsync()
    {
        var run = await CliRun.RunAsync("conflicts", "list", "--all", "--json", "--config", _workspace["hms-sync.yml"]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return [.. JsonElement.Parse(run.Output).EnumerateArray()];
    }

    /// <summary>How many events the journal has ever taken.</summary>
    public async Task<long> CountEventsAsync()
        => JsonElement.Parse(await StatusAsync()).GetProperty("store").GetProperty("newest_seq").GetInt64();

    /// <summary>What <c>status --json</c> says.</summary>
    public async Task<string> StatusAsync()
        => (await CliRun.RunAsync("status", "--json", "--config", _workspace["hms-sync.yml"])).Output;

    /// <summary>What the engine that runs has written.</summary>
    public IReadOnlyList<string> EngineLog => _engine?.Log ?? [];

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        foreach (var calendar in _calendars.Where(c => c is not null))
        {
            await calendar.DisposeAsync();
        }

        _workspace.Dispose();
        _annexes.Dispose();
    }

    private static void Append(TempWorkspace workspace, string file, string text)
        => File.AppendAllText(workspace[file], text);
}
