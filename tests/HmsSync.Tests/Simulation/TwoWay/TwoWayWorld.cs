using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Hosting;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using HmsSync.Tests.Fakes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// A hub and a calendar whose people change the same records, an engine between them, and everything that goes wrong: chaos,
/// then healing, then quiet, then a second quiet round. One thread, virtual time, one seed.
/// </summary>
internal sealed class TwoWayWorld : IDisposable
{
    private static readonly Participant Calendar = new("calendar");
    private static int _worlds;

    private readonly RandomSource _random;
    private readonly SqliteConnection _anchor;
    private readonly StorePlace _store;
    private readonly EnginePlan _plan;
    private TwoWayLife? _life;
    private bool _began;

    public TwoWayWorld(ulong seed, bool timeline = false)
    {
        _random = new RandomSource(seed);
        Faults = new SimFaults { Timeline = timeline ? [] : null };
        var name = $"two-{Interlocked.Increment(ref _worlds)}";
        _store = StorePlace.Memory(name + "-store");
        _anchor = _store.OpenWriter();
        var hub = $"Data Source=file:/{name}-hub?vfs=memdb";
        Clerks = new SimClerks(hub, _random.Split(), Writes, Time);
        var flaws = CalendarFlaws.Draw(_random.Split());
        Partner = new SimCalendar(flaws, Time, _random.Split(), Writes);
        _plan = TwoWayPlan.Of(hub, flaws);
    }

    public UserWrites Writes { get; } = new();

    public SimClerks Clerks { get; }

    public SimCalendar Partner { get; }

    public VirtualTime Time { get; } = new();

    public SimFaults Faults { get; }

    public CapturedLog Log { get; } = new();

    public StorePlace Store => _store;

    public int Crashes { get; private set; }

    public long Conflicts { get; private set; }

    /// <summary>A hash over every choice that was made.</summary>
    public ulong TraceHash { get; private set; } = 14695981039346656037;

    public void Trace(int what) => TraceHash = (TraceHash ^ (uint)what ^ (ulong)Time.Ticks) * 1099511628211;

    public List<string> Run(int steps)
    {
        _life = new TwoWayLife(this, _plan, _random.Split());
        for (var i = 0; i < steps; i++)
        {
            Chaos(_random.Next(1_000));
        }

        Faults.On = false;
        Faults.Down.Clear();
        var findings = new List<string>();
        if (!RunUntilQuiet())
        {
            findings.Add($"never quiet: {string.Join("; ", Life.Engine?.Lanes.Select(l => l.View.ToString()) ?? ["no engine"])}");
            return findings;
        }

        // Invariant 5: a second quiet round makes no write, on either side.
        var (effects, rows) = (Partner.Effects, Clerks.Rows().Values.SelectMany(r => r).ToList());
        RunFor(TimeSpan.FromMinutes(2));
        if (Partner.Effects != effects || !rows.SequenceEqual(Clerks.Rows().Values.SelectMany(r => r)))
        {
            findings.Add($"{Partner.Effects - effects} writes at the calendar although everything was quiet (invariant 5)");
        }

        var engine = Life.Engine!;
        Conflicts = engine.Store.Readers.Read(r => r.Reports.Conflicts(all: true, 0, 10_000)).Count;
        findings.AddRange(new TwoWayOracle(Clerks, Partner, Writes, engine).Judge());
        if (Life.Scheduler.Fault is { } fault)
        {
            findings.Add($"a loop ended: {fault}");
        }

        LogStore(engine);
        findings.AddRange(Log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).Take(3));
        return findings;
    }

    /// <summary>What the engine made of it, for whoever reads a failing seed.</summary>
    private void LogStore(Engine engine)
    {
        if (Faults.Timeline is null)
        {
            return;
        }

        foreach (var e in engine.Store.Readers.Read(r => r.Events.After(default, 10_000)))
        {
            Faults.Log($"journal {e.Seq} {e.Source} {e.Op} {e.Key} cause {e.Cause} {Encoding.UTF8.GetString(e.Fields.Span)}");
        }

        foreach (var row in engine.Store.Readers.Read(r => r.Rows.Audit(0, 10_000)))
        {
            var a = row.Entry;
            Faults.Log($"audit {a.At} lane {a.Lane} #{a.PartnerSeq} seq {a.Seq} {a.Op} {a.Outcome} {a.Code}");
        }

        foreach (var c in engine.Store.Readers.Read(r => r.Reports.Conflicts(all: true, 0, 10_000)))
        {
            Faults.Log($"conflict seq {c.Seq} record {c.Record}.{c.Field} hub {Encoding.UTF8.GetString(c.HubValue.Span)} partner "
                + $"{Encoding.UTF8.GetString(c.PartnerValue.Span)} base {Encoding.UTF8.GetString(c.Base.Span)} to {c.Winner}: {c.Why}");
        }
    }

    public void Dispose()
    {
        _life?.Dispose();
        Clerks.Dispose();
        _anchor.Dispose();
    }

    private TwoWayLife Life => _life ?? throw new InvalidOperationException("The world has not begun.");

    private void Chaos(int draw)
    {
        switch (draw)
        {
            case < 40 when Began():
                Clerks.Act();
                Faults.Log($"{Time.GetUtcNow():HH:mm:ss.fff} people at the hub did something");
                break;
            case < 80 when Began():
                Ring(Partner.Act());
                break;
            case >= 80 and < 90:
                Crash();
                break;
            case >= 90 and < 95:
                _ = Faults.Down.Remove("calendar") || Faults.Down.Add("calendar");
                break;
            case < 600 when Life.Scheduler.HasWork:
                Life.Scheduler.RunOne();
                break;
            default:
                Time.FireNext(Time.Ticks + TimeSpan.FromSeconds(5).Ticks);
                break;
        }
    }

    /// <summary>Changes are captured from the first start on; what people did before is not ours.</summary>
    private bool Began() => _began |= Life.Engine?.HubFeed.CaughtUp is { IsCompletedSuccessfully: true };

    /// <summary>The calendar's doorbell: lost, late, doubled, or as it should be.</summary>
    private void Ring(string? key)
    {
        if (key is null)
        {
            return;
        }

        var now = Partner.Entries.TryGetValue(key, out var entry) ? string.Join(' ', entry.Fields.Values) : "gone";
        Faults.Log($"{Time.GetUtcNow():HH:mm:ss.fff} people at the calendar: {key} {now}");
        for (var rings = _random.Next(10) switch { 0 or 1 => 0, 2 => 2, _ => 1 }; rings > 0; rings--)
        {
            var late = TimeSpan.FromMilliseconds(_random.OneIn(4) ? _random.Next(5_000) : _random.Next(50));
            Time.After(late, () => Life.Ring(new NewEvent
            {
                Source = Calendar,
                Topic = "appointments",
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
        Trace(-1);
        Faults.Log("kill -9");
        Life.Dispose();
        _life = new TwoWayLife(this, _plan, _random.Split());
    }

    private bool RunUntilQuiet()
    {
        var since = Time.Ticks;
        var seen = (Effects: -1, Seq: -1L);
        for (var i = 0; i < 400_000; i++)
        {
            if (Life.Scheduler.RunOne())
            {
                continue;
            }

            var engine = Life.Engine;
            var now = (Partner.Effects, engine?.Journal.Newest.Value ?? -1);
            var calm = engine is not null && engine.Lanes.All(lane => lane.View.Lag == 0) && now == seen;
            (since, seen) = (calm ? since : Time.Ticks, now);
            if (Time.Ticks - since > TimeSpan.FromSeconds(30).Ticks)
            {
                return true;
            }

            Time.FireNext(long.MaxValue);
        }

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
