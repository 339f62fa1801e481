using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Hosting;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;
using HmsSync.Tests.Fakes;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// A hub and calendars whose people change the same records, an engine between them, and everything that goes wrong: chaos,
/// then healing, then quiet, then a second quiet round. One thread, virtual time, one seed.
/// </summary>
internal sealed class TwoWayWorld : ICalendarWorld, IDisposable
{
    private const int MostSteps = 60_000;
    private const int MostAnswers = 20;

    /// <summary>A call and what follows from it are over within this, or something went wrong.</summary>
    private static readonly TimeSpan Call = TimeSpan.FromSeconds(5);

    /// <summary>Longer than the longest pause before a call is tried again, and than a doorbell is late.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(22);

    /// <summary>Several polls, and whatever an engine does each half minute.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(35);

    private static int _worlds;

    private readonly RandomSource _random;
    private readonly EnginePlan _plan;
    private readonly List<string> _faults = [];
    private TwoWayLife? _life;
    private bool _began;

    public TwoWayWorld(TwoWayDraw draw, bool timeline = false)
    {
        Draw = draw;
        _random = new RandomSource(draw.Seed ^ 0x5EED);
        Faults = new SimFaults { Timeline = timeline ? [] : null };
        var name = $"two-{Interlocked.Increment(ref _worlds)}";
        Store = StorePlace.Memory(name + "-store") with { Connect = Connections.Take };
        var hub = $"Data Source=file:/{name}-hub?vfs=memdb";
        Clerks = new SimClerks(hub, draw.Hub, Writes, Time);
        Calendars = [.. draw.Calendars.Select((flaws, i) => new SimCalendar(flaws, i, draw.Hub, Time, Writes))];
        _plan = TwoWayPlan.Of(hub, draw);
    }

    public TwoWayDraw Draw { get; }

    public UserWrites Writes { get; } = new();

    public SimClerks Clerks { get; }

    public IReadOnlyList<SimCalendar> Calendars { get; }

    public VirtualTime Time { get; } = new();

    public SimFaults Faults { get; }

    public CapturedLog Log { get; } = new();

    public StorePlace Store { get; }

    public KeptConnections Connections { get; } = new();

    public NetworkFlaws Network => Draw.Network;

    public TimeSpan Look => Draw.Hub.Look;

    public TwoWayCounts Counts { get; } = new();

    /// <summary>A hash over every choice that was made.</summary>
    public ulong TraceHash { get; private set; } = 14695981039346656037;

    public SimCalendar Calendar(string name) => Calendars.Single(c => c.Flaws.Name == name);

    public void Trace(int what) => TraceHash = (TraceHash ^ (uint)what ^ (ulong)Time.Ticks) * 1099511628211;

    public List<string> Run()
    {
        _life = new TwoWayLife(this, _plan, _random.Split());
        foreach (var move in Draw.Moves)
        {
            Make(move);
        }

        Faults.On = false;
        Faults.Down.Clear();
        var findings = new List<string>();
        if (!RunUntilQuiet(findings) || !AnswerAll(findings))
        {
            return findings;
        }

        var engine = Life.Engine!;
        Counts.Conflicts = Conflicts(engine).Count;
        findings.AddRange(Oracle(engine).Judge(atTheEnd: true));
        findings.AddRange(Draw.Rules.Rules.Count == 0 ? Calendars.SelectMany(c => c.Back) : []);
        SecondRound(findings);
        TwoWayTimeline.LogStore(Faults, Life.Engine);
        findings.AddRange(Log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).Take(3));
        return findings;
    }

    public void Dispose()
    {
        _life?.Dispose();
        Clerks.Dispose();
        Connections.Dispose();
    }

    private TwoWayLife Life => _life ?? throw new InvalidOperationException("The world has not begun.");

    private TwoWayOracle Oracle(Engine engine) => new(Clerks, Calendars, Writes, Draw, engine);

    private int Effects => Calendars.Sum(c => c.Effects);

    private static List<ConflictRow> Conflicts(Engine engine)
        => engine.Store.Readers.Read(r => r.Reports.Conflicts(all: true, 0, 10_000));

    private void Make(Move move)
    {
        var random = new RandomSource(move.Seed);
        switch (move.Kind)
        {
            case MoveKind.Hub when Began():
                Clerks.Act(random);
                Faults.Log($"{Time.GetUtcNow():HH:mm:ss.fff} people at the hub did something");
                break;
            case MoveKind.Calendar when Began():
                var calendar = Calendars[random.Next(Calendars.Count)];
                Ring(random, calendar, calendar.Act(random));
                break;
            case MoveKind.Crash:
                Crash();
                break;
            case MoveKind.Toggle:
                var name = Calendars[random.Next(Calendars.Count)].Flaws.Name;
                _ = Faults.Down.Remove(name) || Faults.Down.Add(name);
                break;
            case MoveKind.Answer when Life.Engine is { } engine:
                var open = Conflicts(engine).Where(c => c.State == "open").ToList();
                if (open.Count > 0)
                {
                    Answer(engine, open[random.Next(open.Count)], random);
                }

                break;
            case MoveKind.Run or MoveKind.Hub or MoveKind.Calendar when Life.Scheduler.RunOne():
                break;
            default:
                Time.FireNext(Time.Ticks + TimeSpan.FromSeconds(5).Ticks);
                break;
        }
    }

    /// <summary>Changes are captured from the first start on; what people did before is not ours.</summary>
    private bool Began() => _began |= Life.HasCaughtUp;

    /// <summary>A calendar's doorbell: lost, late, doubled, or as it should be.</summary>
    private void Ring(RandomSource random, SimCalendar calendar, string? key)
    {
        if (key is null)
        {
            return;
        }

        var now = calendar.Entries.TryGetValue(key, out var entry) ? string.Join(' ', entry.Fields.Values) : "gone";
        Faults.Log($"{Time.GetUtcNow():HH:mm:ss.fff} people at {calendar.Flaws.Name}: {key} {now}");
        var isFaulty = Faults.On && random.Next(100) < Draw.Network.Doorbells;
        for (var rings = isFaulty ? random.Next(3) : 1; rings > 0; rings--)
        {
            var late = TimeSpan.FromMilliseconds(isFaulty ? random.Next(5_000) : random.Next(50));
            Time.After(late, () => Life.Ring(Doorbell(calendar, key)));
        }
    }

    private NewEvent Doorbell(SimCalendar calendar, string key)
    {
        var partner = new Participant(calendar.Flaws.Name);
        var uid = CalendarEntry.KeyJson(key);
        return new NewEvent
        {
            Source = partner,
            Topic = TwoWayPlan.Table,
            Op = ChangeOp.Update,
            Key = calendar.Flaws.OwnKeys
                ? RecordKey.OfPartner(partner, "uid", uid) : new RecordKey($$"""{"id":{{uid}}}"""),
            Via = "slotChange",
            Fields = Encoding.UTF8.GetBytes($$"""{"uid":{{uid}}}"""),
            At = EventTime.From(Time.GetUtcNow()),
        };
    }

    private void Answer(Engine engine, ConflictRow row, RandomSource random)
    {
        var lane = engine.Store.Readers.Read(r => r.Reports.LaneName(row.Lane));
        var winner = random.OneIn(2) ? Participant.Hub : LaneNames.PartnerOf(lane);
        Faults.Log($"{Time.GetUtcNow():HH:mm:ss.fff} somebody answers conflict {row.Id}: {winner}");
        Life.Answer(row.Id, winner);
    }

    /// <summary>What is open is nobody's yet, and nothing else differs; when all is answered nothing may.</summary>
    private bool AnswerAll(List<string> findings)
    {
        for (var round = 0; round < MostAnswers; round++)
        {
            var engine = Life.Engine!;
            if (Conflicts(engine).Where(c => c.State == "open").MinBy(c => c.Id) is not { } open)
            {
                return true;
            }

            findings.AddRange(Oracle(engine).Judge(atTheEnd: false));
            if (findings.Count > 0)
            {
                TwoWayTimeline.LogStore(Faults, engine);
                return false;
            }

            Answer(engine, open, _random);
            if (!RunUntilQuiet(findings))
            {
                return false;
            }
        }

        findings.Add($"conflicts are open although {MostAnswers} were answered");
        TwoWayTimeline.LogStore(Faults, Life.Engine);
        return false;
    }

    /// <summary>Invariant 5: neither a restart nor doorbells that tell nothing new make a write, on any side.</summary>
    private void SecondRound(List<string> findings)
    {
        var (effects, rows) = (Effects, Clerks.Rows().Values.SelectMany(r => r).ToList());
        Crash();
        RunFor(TimeSpan.FromSeconds(10));
        foreach (var calendar in Calendars)
        {
            foreach (var key in calendar.Log.Distinct())
            {
                Ring(_random, calendar, key);
            }
        }

        RunFor(Quiet);
        if (Effects != effects || !rows.SequenceEqual(Clerks.Rows().Values.SelectMany(r => r)))
        {
            findings.Add($"{Effects - effects} writes at calendars although everything was quiet, or one at the hub (invariant 5)");
        }

        NoteFault();
        findings.AddRange(_faults);
    }

    private void NoteFault()
    {
        if (Life.Scheduler.Fault is { } fault)
        {
            _faults.Add($"a loop ended: {fault}");
        }
    }

    private void Crash()
    {
        NoteFault();
        Counts.Crashed(Life);
        foreach (var calendar in Calendars)
        {
            calendar.DoubtSince(Time.GetUtcNow() - Call);
        }

        Trace(-1);
        Faults.Log($"{Time.GetUtcNow():HH:mm:ss.fff} kill -9");
        Life.Dispose();
        _life = new TwoWayLife(this, _plan, _random.Split());
    }

    private bool RunUntilQuiet(List<string> findings)
    {
        var since = Time.Ticks;
        var seen = (Effects: -1, Seq: -1L);
        for (var i = 0; i < MostSteps; i++)
        {
            if (Life.Scheduler.RunOne())
            {
                Counts.Steps++;
                continue;
            }

            var engine = Life.Engine;
            var now = (Effects, engine?.Journal.Newest.Value ?? -1);
            var calm = engine is not null && now == seen && engine.Lanes.All(lane => lane.View.Lag == 0);
            (since, seen) = (calm ? since : Time.Ticks, now);
            if (Time.Ticks - since > Calm.Ticks)
            {
                return true;
            }

            Time.FireNext(long.MaxValue);
        }

        findings.Add($"never quiet: {string.Join("; ", Life.Engine?.Lanes.Select(l => l.View.ToString()) ?? ["no engine"])}");
        TwoWayTimeline.LogStore(Faults, Life.Engine);
        return false;
    }

    private void RunFor(TimeSpan span)
    {
        var until = Time.Ticks + span.Ticks;
        while (Life.Scheduler.RunOne() || Time.FireNext(until))
        {
            // Until nothing is left to do before the time is over.
        }
    }
}
