using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using HmsSync.Cli.Output;
using HmsSync.Cli.Samples;

namespace HmsSync.Cli.Demo;

/// <summary>The stage of the WIC story: a workspace of its own, and hub application, gateway and engine as processes.</summary>
internal sealed class WicStage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("hms-sync-demo-").FullName;
    private readonly Uri _engineUrl = FreeUrl();
    private readonly Uri _lotusUrl = FreeUrl();
    private readonly Poll _poll;
    private readonly CancellationToken _stop;
    private DemoProcess? _desk;
    private DemoProcess? _lotus;
    private DemoProcess? _engine;
    private LotusScreen? _screen;
    private EngineClient? _client;

    public WicStage(TimeProvider clock, CancellationToken stop)
    {
        _poll = new Poll(clock, stop);
        _stop = stop;
    }

    /// <summary>The clerk's screen.</summary>
    public LotusScreen Clerk => _screen ?? throw NotSet();

    public Uri LotusUrl => _lotusUrl;

    public async Task SetAsync()
    {
        WicWorkspace.Write(_folder, text => Moved(text, WicWorkspace.EngineUrl, _engineUrl, WicWorkspace.LotusUrl, _lotusUrl));
        _screen = new LotusScreen(_lotusUrl, (await File.ReadAllTextAsync(At(WicWorkspace.Token), _stop)).Trim());
        _desk = DemoProcess.Start(_folder, "demo", "wic_desk", "--hub", WicWorkspace.Hub);
        _engine = DemoProcess.Start(_folder, "run");
        await OpenLotusAsync();
        await UntilAsync(
            "the engine to follow the hub",
            () => _engine.HasEnded ? throw new DemoFailedException($"the engine ended: {_engine.LastErrors()}")
                : Task.FromResult(_engine.HasSaid("following ") ? _engine : null));
        _client = EngineClient.Find(At("sync.db")) ?? throw new DemoFailedException("the engine left no file to reach it by");
    }

    public async Task<Appointment> BookAsync(long id, Booking booking) => await DeskAsync(new DeskCommand(id, booking));

    public async Task<Appointment> ShowAsync(long id) => await DeskAsync(new DeskCommand(id, null));

    /// <summary>kill -9, as a power cut would.</summary>
    public Task TakeLotusAwayAsync() => (_lotus ?? throw NotSet()).KillAsync();

    public async Task OpenLotusAsync()
    {
        _lotus = DemoProcess.Start(
            _folder, "demo", "lotus_notes", "--url", Text(_lotusUrl), "--engine", Text(_engineUrl));
        await _lotus.ReadLineAsync(_stop);
    }

    public async Task<JsonElement> LaneAsync(string lane)
    {
        var status = await (_client ?? throw NotSet()).GetAsync("/api/status", _stop);
        return status.GetProperty("lanes").EnumerateArray().First(row => row.GetProperty("lane").GetString() == lane);
    }

    public async Task<List<JsonElement>> AuditAsync()
        => [.. (await (_client ?? throw NotSet()).GetAsync("/api/audit?limit=1000", _stop)).EnumerateArray()];

    /// <summary>Looks until it is so.</summary>
    /// <exception cref="DemoFailedException">It was not so in time.</exception>
    public async Task<T> UntilAsync<T>(string what, Func<Task<T?>> look)
        where T : class
        => await _poll.UntilAsync(Patience, look) ?? throw new DemoFailedException($"waited {Patience} in vain for {what}");

    /// <summary>SIGTERM to the engine, and its exit code.</summary>
    public Task<int> StopEngineAsync() => (_engine ?? throw NotSet()).StopAsync(_stop);

    public async ValueTask DisposeAsync()
    {
        _screen?.Dispose();
        _client?.Dispose();
        foreach (var process in new[] { _engine, _lotus, _desk })
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Appointment> DeskAsync(DeskCommand command)
    {
        var desk = _desk ?? throw NotSet();
        await desk.Input.WriteLineAsync(JsonOut.Line(command).AsMemory(), _stop);
        await desk.Input.FlushAsync(_stop);
        var answer = await desk.ReadLineAsync(_stop);
        return JsonSerializer.Deserialize<Appointment>(answer, JsonOut.Options)
            ?? throw new DemoFailedException($"the booking desk said: {answer}");
    }

    private string At(string file) => Path.Combine(_folder, file);

    private static string Moved(string text, string fromEngine, Uri engine, string fromLotus, Uri lotus)
        => text.Contains(fromEngine, StringComparison.Ordinal) && text.Contains(fromLotus, StringComparison.Ordinal)
            ? text.Replace(fromEngine, Text(engine), StringComparison.Ordinal).Replace(fromLotus, Text(lotus), StringComparison.Ordinal)
            : throw new InvalidOperationException("samples/wic/hms-sync.yml no longer names the addresses that the demo moves.");

    private static string Text(Uri url) => url.AbsoluteUri.TrimEnd('/');

    private static Uri FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new UriBuilder("http", "127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port).Uri;
    }

    private static InvalidOperationException NotSet() => new("The stage is not set.");
}
