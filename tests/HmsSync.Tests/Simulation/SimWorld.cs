using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Hosting;
using HmsSync.Map;
using HmsSync.Routing;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using HmsSync.Tests.Fakes;
using NodaTime;

namespace HmsSync.Tests.Simulation;

/// <summary>
/// A whole world from one seed: application, hub, engine, partners and everything that goes wrong between them, on one
/// thread in virtual time. The same seed gives the same run, step by step.
/// </summary>
internal sealed class SimWorld : IDisposable
{
    private static int _worlds;

    private readonly RandomSource _random;
    private readonly SimApplication _application;
    private readonly EnginePlan _plan;
    private readonly Dictionary<string, SimPartner> _partners;
    private readonly List<string> _acknowledged = [];
    private SimLife? _life;
    private int _published;
    private bool _began;

    public SimWorld(ulong seed, bool timeline = false, ReplayPlan? replay = null)
    {
        Faults = new SimFaults { Timeline = timeline ? [] : null };
        _random = new RandomSource(seed);
        var name = $"sim-{Interlocked.Increment(ref _worlds)}";
        StorePlace = StorePlace.Memory(name + "-store") with { Connect = Connections.Take };
        var hub = $"Data Source=file:/{name}-hub?vfs=memdb";
        _application = new SimApplication(hub, _random.Split());
        _partners = new Dictionary<string, SimPartner>(StringComparer.Ordinal)
        {
            ["hospital"] = new("hospital", takesDeletes: true),
            ["lotus_notes"] = new("lotus_notes", takesDeletes: false),
        };
        if (replay is null)
        {
            // A batch lane owes until its next run: a world of small bounds does without.
            _partners["nightly"] = new SimPartner("nightly", takesDeletes: true);
        }

        var plan = Plan(hub) with { Replay = replay ?? ReplayPlan.Default };
        _plan = plan with { Partners = [.. plan.Partners.Where(p => _partners.ContainsKey(p.Name.Name))] };
    }

    /// <summary>What all lives logged.</summary>
    public CapturedLog Log { get; } = new();

    public VirtualTime Time { get; } = new();

    public SimFaults Faults { get; }

    public StorePlace StorePlace { get; private set; }

    public KeptConnections Connections { get; } = new();

    /// <summary>A hash over every choice that was made: the same for the same seed.</summary>
    public ulong TraceHash { get; private set; } = 14695981039346656037;

    public int Steps { get; private set; }

    public int Crashes { get; private set; }

    public IReadOnlyCollection<SimPartner> Partners => _partners.Values;

    public IReadOnlyList<string> Acknowledged => _acknowledged;

    public SimApplication Application => _application;

    /// <summary>Null while it opens.</summary>
    public Engine? Engine => _life?.Engine;

    public Exception? LoopFault => _life?.Scheduler.Fault;

    public SimPartner Partner(Participant name) => _partners[name.Name];

    /// <summary>FNV-1a over what happens.</summary>
    public void Trace(int what) => TraceHash = (TraceHash ^ (uint)what ^ (ulong)Time.Ticks) * 1099511628211;

    /// <summary>Chaos, then healing, then quiet; returns what was violated.</summary>
    public List<string> Run(int steps)
    {
        Play(steps);
        Heal();
        var findings = new List<string>();
        if (!RunUntilSettled(200_000))
        {
            findings.Add($"not settled: {string.Join("; ", Life.Engine?.Lanes.Select(l => l.View.ToString()) ?? ["no engine"])}");
        }

        var calls = Faults.Calls;
        RunFor(TimeSpan.FromSeconds(45));
        if (Faults.Calls != calls)
        {
            findings.Add($"{Faults.Calls - calls} calls although everything was quiet");
        }

        findings.AddRange(SimOracle.Judge(this, _application, Life.Engine));
        if (Life.Scheduler.Fault is { } fault)
        {
            findings.Add($"a loop ended: {fault}");
        }

        // The store and the hub never fail here: whatever a lane or a feed logs as an error is a bug.
        findings.AddRange(Log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).Take(3));

        return findings;
    }

    /// <summary>The store is lost with the machine; the engine begins with a new one (invariant 3: other keys).</summary>
    public void LoseStore()
    {
        Life.Dispose();
        StorePlace = StorePlace.Memory($"sim-{Interlocked.Increment(ref _worlds)}-store") with { Connect = Connections.Take };
        _life = new SimLife(this, _plan, _random.Split());
    }

    /// <summary>Chaos alone, without an end.</summary>
    public void Play(int steps)
    {
        _life ??= new SimLife(this, _plan, _random.Split());
        for (var i = 0; i < steps; i++)
        {
            Chaos(_random.Next(1_000));
        }
    }

    public void Dispose()
    {
        _life?.Dispose();
        _application.Dispose();
        Connections.Dispose();
    }

    /// <summary>Starts the engine, without chaos, and lets it come to rest.</summary>
    public void Begin()
    {
        Faults.On = false;
        _life ??= new SimLife(this, _plan, _random.Split());
        RunFor(TimeSpan.FromSeconds(1));
    }

    /// <summary>A number of single steps, whatever they are.</summary>
    public void Step(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _ = Life.Scheduler.RunOne() || Time.FireNext(long.MaxValue);
        }
    }

    private SimLife Life => _life ?? throw new InvalidOperationException("The world has not begun.");

    private void Chaos(int draw)
    {
        Steps++;
        switch (draw)
        {
            case < 60 when Began():
                _application.Act();
                break;
            case < 75:
                Publish();
                break;
            case < 83:
                Crash();
                break;
            case < 89:
                Toggle(Faults.Down, AnyPartner());
                break;
            case < 93:
                Toggle(_partners["hospital"].Poison, $$"""{"id":{{1 + _random.Next(3)}}}""");
                break;
            case < 97:
                Life.Pause(AnyPartner(), _random.OneIn(2));
                break;
            case < 600 when Life.Scheduler.HasWork:
                Life.Scheduler.RunOne();
                break;
            default:
                Time.FireNext(Time.Ticks + TimeSpan.FromSeconds(5).Ticks);
                break;
        }
    }

    /// <summary>Changes are captured from the first start on; what the application did before is not ours.</summary>
    private bool Began() => _began |= Life.Engine?.HubFeed.CaughtUp is { IsCompletedSuccessfully: true };

    private string AnyPartner() => _random.Next(3) switch { 0 => "hospital", 1 => "lotus_notes", _ => "nightly" };

    public void Publish()
    {
        var id = $"e{++_published}";
        Life.Publish(id, () => _acknowledged.Add(id));
    }

    public void Crash()
    {
        Crashes++;
        Trace(-1);
        Faults.Log("kill -9");
        Life.Dispose();
        _life = new SimLife(this, _plan, _random.Split());
    }

    private static void Toggle(HashSet<string> set, string what)
    {
        if (!set.Remove(what))
        {
            set.Add(what);
        }
    }

    private void Heal()
    {
        Faults.On = false;
        Faults.Down.Clear();
        Faults.Healed = true;
        foreach (var partner in _partners.Values)
        {
            partner.Poison.Clear();
        }
    }

    private bool RunUntilSettled(int maxSteps)
    {
        var quietSince = Time.Ticks;
        for (var i = 0; i < maxSteps; i++)
        {
            if (Life.Scheduler.RunOne())
            {
                continue;
            }

            Resume();
            var settled = Life.Engine is { } engine && engine.Lanes.All(lane => lane.View.Lag == 0);
            quietSince = settled ? quietSince : Time.Ticks;
            if (Time.Ticks - quietSince > TimeSpan.FromSeconds(2).Ticks)
            {
                return true;
            }

            Time.FireNext(long.MaxValue);
        }

        return false;
    }

    /// <summary>Once the world is healed and an engine runs, the operator lets every partner go on.</summary>
    private void Resume()
    {
        if (Life.Engine is null || !Faults.Healed)
        {
            return;
        }

        Faults.Healed = false;
        foreach (var partner in _partners.Keys)
        {
            Life.Pause(partner, pause: false);
        }
    }

    public void RunFor(TimeSpan span)
    {
        var until = Time.Ticks + span.Ticks;
        while (Life.Scheduler.RunOne() || Time.FireNext(until))
        {
            // Until nothing is left to do before the time is over.
        }
    }

    private static EnginePlan Plan(string hub)
    {
        PartnerPlan Partner(string name, bool deletes) => new(new Participant(name))
        {
            Url = $"http://{name}.example/records",
            Deletes = deletes ? new DeletesPlan(true, null) : DeletesPlan.Ignore,
            Concurrency = 4,
            Timeout = TimeSpan.FromSeconds(3),
            Retry = new RetryPlan(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20), TimeSpan.FromDays(3)),
            Send =
            [
                new RoutePlan("appointments", Condition.Always, false, MappingPlan.Identity),
                new RoutePlan("rule.published", Condition.Always, false, MappingPlan.Identity),
            ],
        };
        return new EnginePlan
        {
            Zone = DateTimeZone.Utc,
            Hub = new HubPlan(hub, false, [new TablePlan("appointments"), new TablePlan("rules") { Event = "rule.published" }]),
            StorePath = "",
            Server = new ServerPlan(new Uri("http://127.0.0.1:0"), false, []),
            Replay = ReplayPlan.Default,
            Partners =
            [
                Partner("hospital", true),
                Partner("lotus_notes", false),
                Partner("nightly", true) with { Batch = new SchedulePlan(null, TimeSpan.FromSeconds(30), RunMissed: true) },
            ],
        };
    }
}
