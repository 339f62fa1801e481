using System.Collections.Immutable;
using System.Globalization;
using HmsSync.Adapters.Http;
using HmsSync.Configuration;
using HmsSync.Hosting;
using HmsSync.Lanes.Meetings;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using HmsSync.Tests.Fakes;
using HmsSync.Tests.Simulation.TwoWay;

namespace HmsSync.Tests.Simulation.Meetings;

/// <summary>
/// A hub and a calendar that both hold records before any engine has run between them. Then it does, and everything goes wrong
/// that can: it dies at any await, calls are lost, people go on writing on both sides. One thread, virtual time, one seed.
/// </summary>
internal sealed class MeetingWorld : IDisposable
{
    private const int Keys = 6;

    private static int _worlds;

    private readonly RandomSource _random;
    private readonly KeptConnections _connections = new();
    private readonly StorePlace _store;
    private readonly EnginePlan _plan;
    private readonly TwoWayDraw _draw;
    private readonly SimClerks _clerks;
    private readonly SimCalendar _calendar;
    private readonly UserWrites _writes = new();
    private readonly CapturedLog _log = new();
    private readonly HashSet<string> _alike = new(StringComparer.OrdinalIgnoreCase);
    private SimScheduler _scheduler = null!;
    private SimHub _hub = null!;
    private Engine? _engine;

    public MeetingWorld(ulong seed, bool timeline = false)
    {
        _random = new RandomSource(seed);
        Faults = new SimFaults { Timeline = timeline ? [] : null };
        var name = $"meeting-{Interlocked.Increment(ref _worlds)}";
        _store = StorePlace.Memory(name + "-store") with { Connect = _connections.Take };
        var hub = $"Data Source=file:/{name}-hub?vfs=memdb";
        var differ = _random.Next(3) switch { 0 => DifferRule.Rule, 1 => DifferRule.Hub, _ => DifferRule.Partner };
        IsAgreed = !_random.OneIn(3);
        _draw = new TwoWayDraw
        {
            Seed = seed,
            Calendars = [CalendarFlaws.Draw("calendar", _random.Split()) with { OwnKeys = false, Unlisted = false }],
            Hub = new HubHabits(Derives: false, Shouts: false, MovesKeys: false, TimeSpan.FromMilliseconds(200)),
            Network = new NetworkFlaws(Lost: 4, Refused: 4, Swallowed: 6, Slow: 5, Doorbells: 0),
            Rules = new ConflictPlan("appointments") { First = IsAgreed ? FirstPlan.Default with { Differ = differ } : null },
        };
        _clerks = new SimClerks(hub, _draw.Hub, _writes, Time);
        _calendar = new SimCalendar(_draw.Calendars[0], 0, _draw.Hub, Time, _writes);
        var plan = TwoWayPlan.Of(hub, _draw);
        _plan = plan with { Hub = plan.Hub with { SnapshotInitial = _random.OneIn(2) } };
        Fill();
        Live();
    }

    /// <summary>The configuration says that they may meet; otherwise a person does, some day.</summary>
    public bool IsAgreed { get; }

    public VirtualTime Time { get; } = new();

    public SimFaults Faults { get; }

    public int Crashes { get; private set; }

    /// <summary>Records that both sides held before they met.</summary>
    public int Shared { get; private set; }

    public long Conflicts { get; private set; }

    public List<string> Run(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            Chaos(_random.Next(1_000), ordersFrom: steps / 3, i);
        }

        Faults.On = false;
        Faults.Down.Clear();
        if (!RunUntilQuiet())
        {
            return [$"never quiet: {Meeting?.Row} {Meeting?.Why} {string.Join("; ", _engine?.Lanes.Select(l => l.View.ToString()) ?? [])}"];
        }

        if (!_plan.Hub.SnapshotInitial
            && !_engine!.Store.Readers.Read(r => r.Events.After(default, 10_000)).Exists(e => e.Via == "meeting/appointments"))
        {
            return []; // its people had emptied the calendar before: nothing met, and without a snapshot the hub keeps what it had
        }

        var findings = new List<string>();
        var (effects, rows) = (_calendar.Effects, _clerks.Rows().Values.SelectMany(r => r).ToList());
        RunFor(TimeSpan.FromMinutes(2));
        if (_calendar.Effects != effects || !rows.SequenceEqual(_clerks.Rows().Values.SelectMany(r => r)))
        {
            findings.Add("something was written although everything was quiet (invariant 5)");
        }

        Conflicts = _engine!.Store.Readers.Read(r => r.Reports.Conflicts(all: true, 0, 10_000)).Count;

        // What both sides held alike at first, one of them may have replaced before they met: without a base nobody can tell.
        findings.AddRange(new TwoWayOracle(_clerks, [_calendar], _writes, _draw, _engine) { ByRules = false }.Judge(atTheEnd: true)
            .Where(finding => !_alike.Any(value => finding.Contains($" {value} stands", StringComparison.OrdinalIgnoreCase))));
        if (_scheduler.Fault is { } fault)
        {
            findings.Add($"a loop ended: {fault}");
        }

        findings.AddRange(_log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).Take(3));
        LogStore();
        return findings;
    }

    public void Dispose()
    {
        Die();
        _clerks.Dispose();
        _connections.Dispose();
    }

    private Meeting? Meeting => _engine?.Meetings.Loops[0].Meeting;

    /// <summary>Of each record one side has it, or the other, or both: the same or not.</summary>
    private void Fill()
    {
        for (var key = 1; key <= Keys; key++)
        {
            var text = key.ToString(CultureInfo.InvariantCulture);
            var (here, there) = (key == 1 || !_random.OneIn(3), key == 1 || !_random.OneIn(3));
            Shared += here && there ? 1 : 0;
            if (here)
            {
                _clerks.Enter(text);
            }

            if (!there)
            {
                continue;
            }

            var row = here ? _clerks.Rows()[text] : null;
            var fields = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);
            foreach (var field in SimClerks.Fields)
            {
                var same = row is not null && _random.OneIn(2);
                var value = same ? row![field]! : _writes.Write("c", text, field, null, Time.GetUtcNow());
                if (same)
                {
                    _alike.Add(value);
                }

                fields = fields.Add(field, _calendar.Form(field, value));
            }

            _calendar.Put(text, fields);
        }
    }

    private void Live()
    {
        var random = _random.Split();
        _scheduler = new SimScheduler(random.Split(), _ => { });
        _hub = new SimHub(_plan.Hub, Time, random.Split(), _connections, _draw.Hub.Look);
        var seams = new EngineSeams
        {
            Clock = Time,
            Random = random.Split(),
            Store = _store,
            Scheduler = _scheduler,
            Network = _ => new HttpMessageInvoker(new SimCalendarNetwork(_calendar, Time, random.Split(), Faults, _draw.Network)),
            Adapters = [new HttpAdapterFactory()],
            Hub = _hub,
            Loggers = _log,
        };
        _scheduler.Start(async () =>
        {
            var engine = await Engine.OpenAsync(_plan, seams);
            engine.Start();
            _engine = engine;
        });
    }

    private void Die()
    {
        _scheduler.Die();
        _engine?.Store.Dispose();
        _engine?.Meter.Dispose();
        _hub.Dispose();
        _engine = null;
    }

    private void Chaos(int draw, int ordersFrom, int step)
    {
        switch (draw)
        {
            case < 25 when Began:
                _clerks.Act(_random);
                Faults.Log($"{Time.GetUtcNow():HH:mm:ss.fff} people at the hub did something");
                break;
            case < 50 when Began && _calendar.Act(_random) is { } key:
                Faults.Log($"{Time.GetUtcNow():HH:mm:ss.fff} people at the calendar did something to {key}");
                break;
            case < 62:
                Crashes++;
                Faults.Log("kill -9");
                Die();
                Live();
                break;
            case < 67:
                _ = Faults.Down.Remove("calendar") || Faults.Down.Add("calendar");
                break;
            case < 650 when _scheduler.HasWork:
                _scheduler.RunOne();
                break;
            default:
                Order(step >= ordersFrom);
                Time.FireNext(Time.Ticks + TimeSpan.FromSeconds(5).Ticks);
                break;
        }
    }

    /// <summary>Where nothing is agreed a person lets them meet.</summary>
    private void Order(bool isTime)
    {
        if (isTime && !IsAgreed && Meeting is { Stage: MeetingStage.Held, IsOrdered: false } meeting)
        {
            _scheduler.Post(_ => meeting.Order(), null);
        }
    }

    private bool Began => _engine?.HubFeed.CaughtUp is { IsCompletedSuccessfully: true };

    private bool RunUntilQuiet()
    {
        var since = Time.Ticks;
        var seen = (Effects: -1, Seq: -1L);
        for (var i = 0; i < 400_000; i++)
        {
            Order(isTime: true);
            if (_scheduler.RunOne())
            {
                continue;
            }

            var now = (_calendar.Effects, _engine?.Journal.Newest.Value ?? -1);
            var calm = _engine is not null && Meeting!.Stage == MeetingStage.Met
                && _engine.Lanes.All(lane => lane.View.Lag == 0) && now == seen;
            (since, seen) = (calm ? since : Time.Ticks, now);
            if (Time.Ticks - since > TimeSpan.FromSeconds(60).Ticks)
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
        while (_scheduler.RunOne() || Time.FireNext(until))
        {
            // Until nothing is left to do before the time is over.
        }
    }

    /// <summary>What the engine made of it, for whoever reads a failing seed.</summary>
    private void LogStore()
    {
        if (Faults.Timeline is null)
        {
            return;
        }

        static string Text(ReadOnlyMemory<byte> utf8) => System.Text.Encoding.UTF8.GetString(utf8.Span);
        foreach (var e in _engine!.Store.Readers.Read(r => r.Events.After(default, 10_000)))
        {
            Faults.Log($"journal {e.Seq} {e.Source} {e.Via} {e.Op} {e.Key} cause {e.Cause} {Text(e.Fields)}");
        }

        foreach (var a in _engine.Store.Readers.Read(r => r.Rows.Audit(0, 10_000)).Select(row => row.Entry))
        {
            Faults.Log($"audit {a.At} lane {a.Lane} #{a.PartnerSeq} seq {a.Seq} {a.Op} {a.Outcome} {a.Code}");
        }

        foreach (var c in _engine.Store.Readers.Read(r => r.Reports.Conflicts(all: true, 0, 10_000)))
        {
            Faults.Log($"conflict seq {c.Seq} record {c.Record}.{c.Field} hub {Text(c.HubValue)} partner {Text(c.PartnerValue)} "
                + $"to {c.Winner}: {c.Why}");
        }
    }
}
