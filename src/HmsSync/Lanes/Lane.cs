using HmsSync.Changes;
using HmsSync.Diagnostics;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HmsSync.Lanes;

/// <summary>
/// The ordered way from the journal to one participant. Four loops: the loader fills the window, workers deliver, decisions
/// go to the store, the timekeeper offers again what waits. Per record strictly in order, different records side by side.
/// </summary>
internal sealed class Lane
{
    private readonly LaneBook _book;
    private readonly LaneGate _gate;
    private readonly LaneDecisions _decisions;
    private readonly LaneLoader _loader;
    private readonly LaneClock _time;
    private readonly IDeliverer _deliverer;
    private readonly LaneTools _tools;
    private readonly AsyncSignal _tick;
    private readonly LaneHealth _health;
    private readonly LaneMetrics _metrics;
    private LaneTeam? _team;
    private Task _loading = Task.CompletedTask;
    private Task _deciding = Task.CompletedTask;
    private Task _ticking = Task.CompletedTask;
    private volatile bool _stopping;
    private bool _lapsed;

    public Lane(LanePlan plan, IDeliverer deliverer, LaneTools tools)
    {
        Plan = plan;
        _deliverer = deliverer;
        _tools = tools;
        var stored = tools.Store.Readers.Read(reader => new StoredLane(
            reader.Lanes.Row(plan.Id),
            reader.Lanes.Waiting(plan.Id),
            reader.Rows.ParkedRecords(plan.Id),
            reader.Lanes.Cut(plan.Id),
            reader.Lanes.LastOwed(plan.Id),
            reader.Deliveries.Hold(plan.Id)));
        _book = new LaneBook(plan, stored.Row.Progress, stored.Tail, stored.Waiting, stored.Parked);
        _health = new LaneHealth(plan.Name, tools.Clock, tools.Loggers.CreateLogger("HmsSync.Lanes"));
        _metrics = new LaneMetrics(plan, tools.Meter);
        _gate = new LaneGate(plan.Retry, plan.RatePerSecond, tools.Clock, tools.Random.Split());
        _gate.Restore(stored.Hold);
        _tick = _gate.Changed;
        _time = new LaneClock(tools.Clock, plan.Retry, tools.Random.Split(), _tick);
        var batches = plan.Batch is null
            ? null
            : new LaneBatches(plan, plan.Batch, tools.Zone, tools.Store, tools.Clock, stored.Cut);
        _loader = new LaneLoader(plan, _book, tools.Store, stored.Row, batches, _health);
        _decisions = new LaneDecisions(
            plan, _book, _gate, tools.Store.Writer, tools.Clock, _loader.Decided, _loader.Wake, _health, _metrics);
        _loader.Owed(stored.Tail);
        if (stored.Row.Pause is { } pause)
        {
            _gate.Pause(pause);
        }
    }

    public LanePlan Plan { get; }

    public LaneView View => new(Plan.Name, Plan.Participant, _book.Counts, _loader.Tail, _gate.View, _health.Fault);

    /// <summary>When the participant last acknowledged a delivery; 0: not since the start.</summary>
    public EventTime LastDelivered => _metrics.LastDelivered;

    /// <summary>The journal has owed up to here.</summary>
    public void Owed(PartnerSeq tail) => _loader.Owed(tail);

    public void Start(CancellationToken hardStop)
    {
        _deciding = _tools.Scheduler.Start(() => _decisions.RunAsync(hardStop));
        _loading = _tools.Scheduler.Start(_loader.RunAsync);
        _ticking = _tools.Scheduler.Start(() => _health.KeepAsync("wait", () => _stopping, TickAsync));
        var worker = new LaneWorker(_book, _gate, _decisions, _deliverer, _time, _health, _metrics);
        _team = new LaneTeam(_tools.Scheduler, Plan.Concurrency, team => worker.RunAsync(team, hardStop));
        _team.Start();
    }

    /// <summary>No new calls; what is out may end. Completes when the last worker has gone home.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        _loader.Stop();
        _gate.Close();
        _book.Close();
        _tick.Set();
        await (_team?.EndAsync() ?? Task.CompletedTask);
    }

    /// <summary>After <see cref="StopAsync"/>: commits what was decided and ends.</summary>
    public async Task FlushAsync()
    {
        _decisions.Close();
        await Task.WhenAll(_loading, _deciding, _ticking);
    }

    /// <summary>A person pauses the lane, or lets it go on with null; committed before it returns.</summary>
    public async Task PauseAsync(LanePause? pause)
    {
        var decision = Decide(pause);
        await _tools.Store.Writer.CommitAsync(new PauseWork([decision]));
        Committed(decision);
    }

    /// <summary>As <see cref="PauseAsync"/>, when somebody else commits it: the lane goes by it when told.</summary>
    public PauseDecision Decide(LanePause? pause) => new(Plan.Id, pause, _gate.Pauses.Next(), _gate.Pauses);

    /// <summary>What was decided is committed.</summary>
    public void Committed(PauseDecision decision) => _gate.Pause(decision.Pause, decision.Turn);

    /// <summary>Until somebody resumes it or the engine ends; a pause that stands already stays.</summary>
    public void PauseForNow(LanePause pause) => _gate.TryPause(pause);

    /// <summary>For a call that the lane does not owe: its turn. Not null: nothing goes to the participant now.</summary>
    public ValueTask<PushOutcome?> PassAsync() => _gate.PassAsync();

    /// <summary>The number behind which what is owed may lapse; the lane loads nothing after it until told.</summary>
    public PartnerSeq HoldToLapse() => _loader.Hold();

    /// <summary>So much of the lane is settled, and so much has lapsed, by the store's word.</summary>
    public void Lapsed(PartnerSeq low, LapsedRange? lapsed)
    {
        _book.Settled(low, lapsed);
        _loader.Wake.Set();
    }

    /// <summary>After <see cref="HoldToLapse"/>: nothing lapsed.</summary>
    public void GoOn() => _loader.Release();

    /// <summary>
    /// Takes the place of a parked delivery that is to be driven again, before that is committed: later ones of its record
    /// queue behind it. False: a newer state of the record is on its way, so it must not go.
    /// </summary>
    public bool Reserve(in WaitingEntry entry) => _book.Redrives.Reserve(entry);

    /// <summary>What was reserved is committed, and may go.</summary>
    public void Release(in WaitingEntry entry)
    {
        _book.Redrives.Release(entry, _time.Now);
        _tick.Set();
    }

    /// <summary>What was reserved is not to go.</summary>
    public void Withdraw(in WaitingEntry entry)
    {
        _book.Redrives.Withdraw(entry);
        _tick.Set();
    }

    private async Task TickAsync()
    {
        var now = _time.Now;
        _gate.Tick(now);
        var due = _book.OfferDue(now, Load);
        if (_lapsed)
        {
            _lapsed = false;
            _decisions.Ring();
        }

        var probe = _gate.NextWake;
        var next = due is null || (probe is { } at && at < due) ? probe : due;
        if (next is null)
        {
            await _tick.WaitAsync();
        }
        else
        {
            await _tick.WaitAsync(next.Value - now, _tools.Clock);
        }
    }

    private Delivery? Load(WaitingEntry entry)
    {
        var e = _tools.Store.Readers.Read(reader => reader.Events.One(entry.Seq));
        _lapsed |= e is null;
        return e is null ? null : new Delivery(entry.PartnerSeq, entry.Op, e);
    }

    private sealed record StoredLane(
        LaneRow Row, List<WaitingEntry> Waiting, List<long> Parked, LaneCut? Cut, PartnerSeq Tail, LaneHold? Hold);
}

/// <summary>What every lane works with.</summary>
internal sealed record LaneTools(
    Store Store, TimeProvider Clock, RandomSource Random, IEngineScheduler Scheduler, NodaTime.DateTimeZone Zone)
{
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    public SyncMeter Meter { get; init; } = SyncMeter.Unheard;
}

/// <summary>A lane as <c>status</c> shows it.</summary>
internal sealed record LaneView(
    string Name, Participant Participant, LaneCounts Counts, PartnerSeq Tail, GateView Gate, string? Fault)
{
    /// <summary>Deliveries that are owed and not ended.</summary>
    public long Lag => Math.Max(0, Tail.Value - Counts.Low.Value - Counts.Lapsed) + Counts.Waiting;
}
