using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using HmsSync.Tests.Fakes;
using HmsSync.Tests.Simulation.TwoWay;

namespace HmsSync.Tests.Simulation.Races;

/// <summary>
/// A hub and up to three calendars whose people race for the same few slots, an engine between them, and everything that goes
/// wrong: chaos, then healing, then quiet, then a second quiet round.
/// </summary>
internal sealed class RaceWorld : ICalendarWorld, IDisposable
{
    private const int MostSteps = 60_000;

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(30);
    private static int _worlds;

    private readonly TwoWayDraw _draw;
    private readonly RandomSource _random;
    private readonly EnginePlan _plan;
    private readonly List<SimCalendar> _calendars;
    private TwoWayLife _life;
    private bool _began;

    public RaceWorld(ulong seed, bool timeline = false)
    {
        _draw = RacePlan.Draw(seed);
        _random = new RandomSource(seed ^ 0x5EED);
        Faults = new SimFaults { Timeline = timeline ? [] : null };
        var name = $"race-{Interlocked.Increment(ref _worlds)}";
        Store = StorePlace.Memory(name + "-store") with { Connect = Connections.Take };
        var hub = $"Data Source=file:/{name}-hub?vfs=memdb";
        People = new RacePeople(hub, Time, _draw.Rules.Claims.Count > 1);
        _calendars = [.. _draw.Calendars.Select((flaws, i) => new SimCalendar(flaws, i, _draw.Hub, Time, new UserWrites()))];
        _plan = TwoWayPlan.Of(hub, _draw);
        _life = new TwoWayLife(this, _plan, _random.Split());
    }

    public RacePeople People { get; }

    public VirtualTime Time { get; } = new();

    public SimFaults Faults { get; }

    public CapturedLog Log { get; } = new();

    public StorePlace Store { get; }

    public KeptConnections Connections { get; } = new();

    public NetworkFlaws Network => _draw.Network;

    public TimeSpan Look => _draw.Hub.Look;

    public int Crashes { get; private set; }

    /// <summary>How many lost a place.</summary>
    public int Losers { get; private set; }

    public SimCalendar Calendar(string name) => _calendars.Single(c => c.Flaws.Name == name);

    public void Trace(int what)
    {
        // A failing seed is played again as it is.
    }

    public List<string> Run(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            Chaos(_random.Next(1_000));
        }

        Faults.On = false;
        Faults.Down.Clear();
        var findings = new List<string>();
        if (RunUntilQuiet(findings))
        {
            Judge(findings);
            SecondRound(findings);
        }

        TwoWayTimeline.LogStore(Faults, _life.Engine);
        findings.AddRange(Log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).Take(3));
        return findings;
    }

    public override string ToString() => $"{_draw}, claims {string.Join(", ", _draw.Rules.Claims)}";

    public void Dispose()
    {
        _life.Dispose();
        People.Dispose();
        Connections.Dispose();
    }

    private void Judge(List<string> findings)
    {
        var engine = _life.Engine!;
        findings.AddRange(new RaceOracle(People, _calendars, engine, _draw.Rules.Claims).Judge());
        Losers = engine.Store.Readers.Read(r => r.Reports.Conflicts(all: true, 0, 10_000)).Count(c => c.Claim.Length > 0);
    }

    private void Chaos(int draw)
    {
        switch (draw)
        {
            case < 50 when Began():
                People.ActAtHub(_random);
                Faults.Log($"{Time.GetUtcNow():HH:mm:ss.fff} people at the hub did something");
                break;
            case < 110 when Began():
                var number = _random.Next(_calendars.Count);
                Ring(_calendars[number], People.ActAt(_calendars[number], number, _random));
                break;
            case >= 110 and < 115:
                Crash();
                break;
            case >= 115 and < 119:
                var name = _calendars[_random.Next(_calendars.Count)].Flaws.Name;
                _ = Faults.Down.Remove(name) || Faults.Down.Add(name);
                break;
            case < 600 when _life.Scheduler.HasWork:
                _life.Scheduler.RunOne();
                break;
            default:
                Time.FireNext(Time.Ticks + TimeSpan.FromSeconds(5).Ticks);
                break;
        }
    }

    private bool Began() => _began |= _life.HasCaughtUp;

    private void Ring(SimCalendar calendar, string? key)
    {
        if (key is null)
        {
            return;
        }

        var now = calendar.Entries.TryGetValue(key, out var entry) ? string.Join(' ', entry.Fields.Values) : "gone";
        Faults.Log($"{Time.GetUtcNow():HH:mm:ss.fff} people at {calendar.Flaws.Name}: {key} {now}");
        var isFaulty = Faults.On && _random.Next(100) < _draw.Network.Doorbells;
        for (var rings = isFaulty ? _random.Next(3) : 1; rings > 0; rings--)
        {
            var late = TimeSpan.FromMilliseconds(isFaulty ? _random.Next(5_000) : _random.Next(50));
            Time.After(late, () => _life.Ring(new NewEvent
            {
                Source = new Participant(calendar.Flaws.Name),
                Topic = TwoWayPlan.Table,
                Op = ChangeOp.Update,
                Key = new RecordKey($$"""{"id":{{key}}}"""),
                Via = "slotChange",
                Fields = Encoding.UTF8.GetBytes($$"""{"uid":{{key}}}"""),
                At = EventTime.From(Time.GetUtcNow()),
            }));
        }
    }

    private void Crash()
    {
        Crashes++;
        Faults.Log($"{Time.GetUtcNow():HH:mm:ss.fff} kill -9");
        _life.Dispose();
        _life = new TwoWayLife(this, _plan, _random.Split());
    }

    private int Effects => _calendars.Sum(c => c.Effects);

    /// <summary>Invariant 5: neither a restart nor doorbells that tell nothing new make a write, on any side.</summary>
    private void SecondRound(List<string> findings)
    {
        var (effects, rows) = (Effects, People.Rows());
        Crash();
        RunFor(TimeSpan.FromSeconds(10));
        _calendars.ForEach(calendar => calendar.Log.Distinct().ToList().ForEach(key => Ring(calendar, key)));
        RunFor(TimeSpan.FromSeconds(50));
        if (Effects != effects || !Sorted(rows).SequenceEqual(Sorted(People.Rows())))
        {
            findings.Add($"{Effects - effects} writes at calendars although everything was quiet, or one at the hub (invariant 5)");
        }

        if (_life.Scheduler.Fault is { } fault)
        {
            findings.Add($"a loop ended: {fault}");
        }
    }

    private static IEnumerable<KeyValuePair<string, (string Start, string Status, string Notes)>> Sorted(
        Dictionary<string, (string Start, string Status, string Notes)> rows)
        => rows.OrderBy(row => row.Key, StringComparer.Ordinal);

    private bool RunUntilQuiet(List<string> findings)
    {
        var since = Time.Ticks;
        var seen = (Effects: -1, Seq: -1L);
        for (var i = 0; i < MostSteps; i++)
        {
            if (_life.Scheduler.RunOne())
            {
                continue;
            }

            var engine = _life.Engine;
            var now = (Effects, engine?.Journal.Newest.Value ?? -1);
            var calm = engine is not null && now == seen && engine.Lanes.All(lane => lane.View.Lag == 0);
            (since, seen) = (calm ? since : Time.Ticks, now);
            if (Time.Ticks - since > Calm.Ticks)
            {
                return true;
            }

            Time.FireNext(long.MaxValue);
        }

        findings.Add($"never quiet: {string.Join("; ", _life.Engine?.Lanes.Select(l => l.View.ToString()) ?? ["no engine"])}");
        return false;
    }

    private void RunFor(TimeSpan span)
    {
        var until = Time.Ticks + span.Ticks;
        while (_life.Scheduler.RunOne() || Time.FireNext(until))
        {
            // Until nothing is left to do before the time is over.
        }
    }
}
