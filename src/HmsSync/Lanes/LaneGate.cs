using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Sdk;
using HmsSync.Seams;

namespace HmsSync.Lanes;

/// <summary>
/// Lets deliveries out: holds them while the lane is paused, while the participant as a whole is away (breaker), while it
/// wants fewer calls, while outcomes cannot be stored, and paces them. Held deliveries keep their place; when the way is
/// free they leave in order, after the lowest was sent ahead as a probe.
/// </summary>
internal sealed class LaneGate(RetryPlan retry, double? ratePerSecond, TimeProvider clock, RandomSource random)
{
    /// <summary>So many failures of different records in a row, with no success between, mean that the participant is away.</summary>
    public const int FailuresToTrip = 5;

    /// <summary>However long retries may take, an away participant is looked at this often.</summary>
    public static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<PartnerSeq, TaskCompletionSource<Admission>> _held = [];
    private readonly HashSet<long> _failing = [];
    private GateState _state = GateState.Open;
    private LanePause? _pause;
    private long _pausedTurn;
    private bool _storeHolds;
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;
    private bool _slowed;
    private int _trips;
    private string _why = "";
    private EventTime _until;
    private readonly LanePace _pace = new(ratePerSecond);

    /// <summary>In which order the lane is paused and resumed.</summary>
    public PauseOrder Pauses { get; } = new();

    /// <summary>When the lane was last paused or resumed, in the order of <see cref="Pauses"/>.</summary>
    public long PausedTurn
    {
        get
        {
            lock (_gate)
            {
                return _pausedTurn;
            }
        }
    }

    /// <summary>Rings when <see cref="NextWake"/> has changed.</summary>
    public AsyncSignal Changed { get; } = new();

    public GateView View
    {
        get
        {
            lock (_gate)
            {
                return new GateView(_pause, _state, _why, _until) { SlowedTo = _pace.Slowed };
            }
        }
    }

    /// <summary>What is to survive a restart; null: nothing holds the lane but a pause.</summary>
    public LaneHold? Hold
    {
        get
        {
            lock (_gate)
            {
                return _state == GateState.Open ? null : new LaneHold(_why, _until, _trips, _slowed);
            }
        }
    }

    /// <summary>When <see cref="Tick"/> wants to be called; null: no need.</summary>
    public EventTime? NextWake
    {
        get
        {
            lock (_gate)
            {
                // With nobody here there is nothing to let out; whoever comes rings.
                return _state == GateState.Held && IsFree && _held.Count > 0 ? _until : null;
            }
        }
    }

    /// <summary>Waits until the delivery may go, or must not because the lane is stopping.</summary>
    public async ValueTask<Admission> AdmitAsync(PartnerSeq partnerSeq)
    {
        var paced = false;
        while (true)
        {
            TaskCompletionSource<Admission>? wait = null;
            var pace = TimeSpan.Zero;
            lock (_gate)
            {
                if (_closed)
                {
                    return Admission.Stop;
                }

                if (!IsFree || _state != GateState.Open)
                {
                    wait = new TaskCompletionSource<Admission>(TaskCreationOptions.RunContinuationsAsynchronously);
                    _held[partnerSeq] = wait;
                }
                else if (!paced)
                {
                    (pace, paced) = (_pace.Next(Now), true);
                }
            }

            if (wait is not null)
            {
                Changed.Set();
                if (await wait.Task is var admission and not Admission.Go)
                {
                    return admission;
                }
            }
            else if (pace > TimeSpan.Zero)
            {
                // What happened meanwhile is looked at again: a pause, a closed lane.
                await Task.WhenAny(_closing.Task, Task.Delay(pace, clock));
            }
            else
            {
                return Admission.Go;
            }
        }
    }

    /// <summary>
    /// For a call that has no place in the lane: waits its turn in the pace. Not null: the lane lets nothing out now.
    /// </summary>
    public async ValueTask<PushOutcome?> PassAsync()
    {
        TimeSpan pace;
        lock (_gate)
        {
            if (_closed)
            {
                return PushOutcome.Failed(FailureKind.Unreachable, "stopping", detail: "the engine ends");
            }

            if (_pause is not null)
            {
                return PushOutcome.Failed(FailureKind.Unreachable, "partner_paused", detail: $"the partner is paused: {_pause.Why}");
            }

            // With nobody in the lane to look again it stays held; who comes after the time may go.
            var left = _until - Now;
            if (_state != GateState.Open && left > TimeSpan.Zero && left <= Backoff.RetryAfterCeiling)
            {
                return PushOutcome.Failed(
                    _slowed ? FailureKind.Throttled : FailureKind.Unreachable, _why, retryAfter: left, detail: "its lane is held");
            }

            pace = _pace.Next(Now);
        }

        if (pace > TimeSpan.Zero)
        {
            await Task.WhenAny(_closing.Task, Task.Delay(pace, clock));
        }

        return null;
    }

    /// <summary>The delivery that was let out needed no call: if it was the probe, another must look.</summary>
    public void NoCall()
    {
        lock (_gate)
        {
            if (_state == GateState.Probing)
            {
                _state = GateState.Held;
                _until = default;
            }
        }

        Changed.Set();
    }

    /// <summary>The participant answered, well or badly: it is there.</summary>
    /// <param name="wasProbe">False: the call may have gone out before the lane was held.</param>
    public void Answered(bool wasProbe)
    {
        lock (_gate)
        {
            _failing.Clear();
            if (_slowed && !wasProbe)
            {
                // It asked for fewer calls; that an earlier one went well takes nothing of that back.
                return;
            }

            _pace.Answered();
            _trips = 0;
            _slowed = false;
            _state = GateState.Open;
            _why = "";
            ReleaseIfFree_NeedsLock();
        }
    }

    /// <summary>
    /// A call failed in a way that may mean the participant is away. True: the lane holds now, and the delivery keeps its
    /// place and goes again when it is let out.
    /// </summary>
    public bool Suspect(PushOutcome failure, long record, bool wasProbe)
    {
        lock (_gate)
        {
            _failing.Add(record);
            var certain = failure.Failure == FailureKind.Unreachable;
            if (!certain && !wasProbe && _state == GateState.Open && _failing.Count < FailuresToTrip)
            {
                return false;
            }

            Hold_NeedsLock(failure.Code, failure.RetryAfter);
            return true;
        }
    }

    /// <summary>The participant wants fewer calls: nothing goes out for the span it asked for, or a growing one of ours.</summary>
    public void SlowDown(PushOutcome failure)
    {
        lock (_gate)
        {
            if (_state != GateState.Held)
            {
                _pace.SlowDown(Now);
            }

            Hold_NeedsLock(failure.Code, failure.RetryAfter);
            _slowed = true;
        }
    }

    /// <summary>As it was before the restart: what a participant asked for still stands.</summary>
    public void Restore(LaneHold? hold)
    {
        lock (_gate)
        {
            if (hold is not null)
            {
                (_state, _why, _until, _trips, _slowed) = (GateState.Held, hold.Why, hold.Until, hold.Trips, hold.Slowed);
            }
        }
    }

    /// <summary>Lets a probe out when its time has come.</summary>
    public void Tick(EventTime now)
    {
        lock (_gate)
        {
            // A clock that was set back must not hold the lane for longer than a participant could ask for.
            var isTime = now >= _until || _until - now > Backoff.RetryAfterCeiling;
            if (_state == GateState.Held && IsFree && isTime && _held.Count > 0)
            {
                _state = GateState.Probing;
                ReleaseLowest_NeedsLock();
            }
        }
    }

    public void Pause(LanePause? pause) => Pause(pause, Pauses.Next());

    /// <param name="pause">Null: goes on.</param>
    /// <param name="turn">When it was decided: what comes after a later one changes nothing.</param>
    public void Pause(LanePause? pause, long turn)
    {
        lock (_gate)
        {
            if (turn < _pausedTurn)
            {
                return;
            }

            (_pause, _pausedTurn) = (pause, turn);
            if (pause is null)
            {
                // A person says that it is well again: no need to wait for the next probe, nor for one that is held itself.
                _until = default;
                _state = _state == GateState.Probing ? GateState.Held : _state;
                ReleaseIfFree_NeedsLock();
            }
        }

        Changed.Set();
    }

    /// <summary>The engine's own pause: an operator's, or an earlier one, stays. Its turn; null: another stands.</summary>
    /// <param name="pause">Why.</param>
    /// <param name="seen">
    /// The lane's <see cref="PausedTurn"/> when what speaks for the pause began: what was found before a person let the lane go on
    /// says nothing any more.
    /// </param>
    public long? TryPause(LanePause pause, long seen = long.MaxValue)
    {
        lock (_gate)
        {
            if (_pause is not null || seen < _pausedTurn)
            {
                return null;
            }

            (_pause, _pausedTurn) = (pause, Pauses.Next());
            return _pausedTurn;
        }
    }

    /// <summary>Invariant 10: while outcomes cannot be stored, no new effect starts.</summary>
    public void HoldForStore(bool holds)
    {
        lock (_gate)
        {
            _storeHolds = holds;
            ReleaseIfFree_NeedsLock();
        }

        Changed.Set();
    }

    /// <summary>The lane stops: whoever waits here goes home.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _closing.TrySetResult();
            foreach (var wait in _held.Values)
            {
                wait.TrySetResult(Admission.Stop);
            }

            _held.Clear();
        }
    }

    private void Hold_NeedsLock(string why, TimeSpan? retryAfter)
    {
        if (_state == GateState.Held)
        {
            return;
        }

        _trips++;
        _state = GateState.Held;
        _why = why;
        var delay = Backoff.Delay(retry, _trips, retryAfter, random);
        _until = Now + (retryAfter is null && delay > ProbeEvery ? ProbeEvery : delay);
        Changed.Set();
    }

    private void ReleaseIfFree_NeedsLock()
    {
        if (IsFree && _state == GateState.Open)
        {
            ReleaseAll_NeedsLock();
        }
    }

    private EventTime Now => EventTime.From(clock.GetUtcNow());

    private bool IsFree => _pause is null && !_storeHolds;

    private void ReleaseAll_NeedsLock()
    {
        foreach (var wait in _held.Values)
        {
            wait.TrySetResult(Admission.Go);
        }

        _held.Clear();
    }

    private void ReleaseLowest_NeedsLock()
    {
        var lowest = _held.First();
        _held.Remove(lowest.Key);
        lowest.Value.TrySetResult(Admission.GoAsProbe);
    }
}
