using System.Text.Json;
using HmsSync.Cli.Output;
using HmsSync.Cli.Samples;

namespace HmsSync.Cli.Demo;

/// <summary>The stage of both stories: a workspace of its own; and hub applications, engine and partners as processes.</summary>
internal sealed class DemoStage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DemoAddresses _addresses = new();
    private readonly Dictionary<DemoPartner, DemoProcess> _partners = [];
    private readonly List<DemoProcess> _processes = [];
    private readonly Poll _poll;
    private readonly CancellationToken _stop;
    private DemoProcess? _desk;
    private DemoProcess? _engine;
    private EngineScreen? _screen;
    private LotusScreen? _clerk;

    public DemoStage(TimeProvider clock, CancellationToken stop)
    {
        _poll = new Poll(clock, stop);
        _stop = stop;
        Calls = new CallLog(clock);
        Ward = new HospitalScreen(UrlOf(DemoPartner.Hospital));
        Index = new SpeciesScreen(UrlOf(DemoPartner.Species));
        Registry = new RegistryScreen(UrlOf(DemoPartner.Registry));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("hms-sync-demo-").FullName;

    public CallLog Calls { get; }

    public Uri EngineUrl => _addresses.Of(SampleWorkspace.EngineUrl);

    public HospitalScreen Ward { get; }

    public SpeciesScreen Index { get; }

    public RegistryScreen Registry { get; }

    /// <summary>The clerk's screen.</summary>
    public LotusScreen Clerk => _clerk ?? throw NotSet();

    public EngineScreen Engine => _screen ?? throw NotSet();

    public Uri UrlOf(DemoPartner partner) => _addresses.Of(partner.Url);

    /// <exception cref="DemoFailedException">A process did not come up.</exception>
    public async Task SetAsync()
    {
        new WorkspaceWriter(SampleWorkspace.Wildfire).Write(Folder, _addresses.Move);
        _clerk = new LotusScreen(
            UrlOf(DemoPartner.Lotus), (await File.ReadAllTextAsync(At(SampleWorkspace.LotusToken), _stop)).Trim());
        _desk = Start("demo", "hub_desk", "--hub", SampleWorkspace.Hub);
        var engine = _engine = Start("run");
        await Task.WhenAll(DemoPartner.All.Select(OpenAsync));
        await UntilAsync(
            "the engine to follow the hub",
            () => engine.HasEnded ? throw new DemoFailedException($"the engine ended: {engine.LastErrors()}")
                : Task.FromResult(engine.HasSaid("following ") ? engine : null));
        _screen = new EngineScreen(
            EngineClient.Find(At(SampleWorkspace.Store)) ?? throw new DemoFailedException("the engine left no file to reach it by"));
        await UntilAsync("the species index to listen", async () => await Index.IsConnectedAsync(_stop) ? Index : null);
    }

    /// <summary>One transaction of the hub's applications.</summary>
    public async Task<DeskAnswer> DeskAsync(DeskCommand command)
    {
        var desk = _desk ?? throw NotSet();
        await desk.Input.WriteLineAsync(JsonOut.Line(command).AsMemory(), _stop);
        await desk.Input.FlushAsync(_stop);
        var answer = await desk.ReadLineAsync(_stop);
        return JsonSerializer.Deserialize<DeskAnswer>(answer, JsonOut.Options)
            ?? throw new DemoFailedException($"the hub's desk said: {answer}");
    }

    public async Task<Appointment> ShowAsync(long id) => (await DeskAsync(new DeskCommand { Show = id })).Appointment!;

    public bool IsOpen(DemoPartner partner) => _partners.TryGetValue(partner, out var process) && !process.HasEnded;

    /// <summary>Starts a partner, and waits until it listens.</summary>
    public async Task OpenAsync(DemoPartner partner)
    {
        var process = Start(
            "demo", partner.Name, "--url", DemoAddresses.Text(UrlOf(partner)), "--engine", DemoAddresses.Text(EngineUrl));
        _partners[partner] = process;
        await process.ReadLineAsync(_stop);
        process.Follow(line => Calls.Add(partner.Name, line));
    }

    /// <summary>kill -9, as a power cut would.</summary>
    public Task TakeAwayAsync(DemoPartner partner) => (_partners.GetValueOrDefault(partner) ?? throw NotSet()).KillAsync();

    /// <summary>Looks until it is so.</summary>
    /// <exception cref="DemoFailedException">It was not so in time.</exception>
    public async Task<T> UntilAsync<T>(string what, Func<Task<T?>> look)
        where T : class
        => await _poll.UntilAsync(Patience, look) ?? throw new DemoFailedException($"waited {Patience} in vain for {what}");

    /// <summary>Until a partner is owed nothing: it may have an entry before the engine has its answer.</summary>
    /// <exception cref="DemoFailedException">It was not so in time.</exception>
    public Task QuietAsync(DemoPartner partner) => UntilAsync(
        $"nothing owed to {partner.Name}", async () => await Engine.LagAsync(partner.Name, _stop) == 0 ? this : null);

    /// <summary>Until so many deliveries are owed to a partner that is away; says why its lane is held.</summary>
    /// <exception cref="DemoFailedException">It was not so in time.</exception>
    public async Task<string> HeldAsync(DemoPartner partner, long owed)
    {
        var seen = "";
        try
        {
            return await UntilAsync($"{owed} deliveries held", async () =>
            {
                var row = await Engine.LaneAsync(partner.Name, _stop);
                seen = row.GetRawText();
                var held = row.GetProperty("state").GetString() is "held" or "probing";
                return held && row.GetProperty("lag").GetInt64() == owed
                    ? $"lane {partner.Name} held ({row.GetProperty("why").GetString()}), {owed} owed"
                    : null;
            });
        }
        catch (DemoFailedException failure)
        {
            throw new DemoFailedException($"{failure.Message}; status: {seen}");
        }
    }

    /// <summary>SIGTERM to the engine, and its exit code.</summary>
    public Task<int> StopEngineAsync() => (_engine ?? throw NotSet()).StopAsync(_stop);

    public async ValueTask DisposeAsync()
    {
        foreach (var screen in new IDisposable?[] { _clerk, _screen, Ward, Index, Registry })
        {
            screen?.Dispose();
        }

        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private DemoProcess Start(params string[] arguments)
    {
        var process = DemoProcess.Start(Folder, arguments);
        lock (_processes)
        {
            _processes.Add(process);
        }

        return process;
    }

    private string At(string file) => Path.Combine(Folder, file);

    private static InvalidOperationException NotSet() => new("The stage is not set.");
}
