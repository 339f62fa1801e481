using HmsSync.Changes;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Lanes;

/// <summary>
/// Brings decisions to the store, one commit at a time: what is decided while one runs goes with the next. While the store
/// cannot take them the lane holds, and they are tried again until they are in (invariant 10).
/// </summary>
internal sealed class LaneDecisions(
    LanePlan plan,
    LaneBook book,
    LaneGate gate,
    StoreWriter writer,
    TimeProvider clock,
    AsyncSignal rung,
    AsyncSignal roomMade,
    LaneHealth health,
    LaneMetrics metrics)
{
    /// <summary>So many different records parked in a row with one code mean that a person must look at the partner.</summary>
    public const int ParkedInARow = 20;

    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(1);

    // While others are out, so many outcomes share a commit as come within this; the path does not wait for them.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(2);

    private readonly Lock _gate = new();
    private string _parkedCode = "";
    private readonly HashSet<long> _parkedInARow = [];
    private PauseDecision? _wanted;
    private LaneHold? _kept = gate.Hold;
    private bool _closing;

    /// <summary>Tries for the delivery log.</summary>
    public AttemptLog Tries { get; } = new();

    public void Ring() => rung.Set();

    /// <summary>A delivery ended well: whatever parked before was not the partner's fault.</summary>
    public void Ended()
    {
        lock (_gate)
        {
            _parkedInARow.Clear();
        }
    }

    /// <summary>A delivery parked; of one record it says nothing of the partner, however often.</summary>
    public void Parked(string code, long record)
    {
        lock (_gate)
        {
            if (code != _parkedCode)
            {
                _parkedInARow.Clear();
            }

            _parkedCode = code;
            if (!_parkedInARow.Add(record) || _parkedInARow.Count < ParkedInARow)
            {
                return;
            }

            _parkedInARow.Clear();
        }

        Pause("parked_in_a_row", $"Deliveries of {ParkedInARow} different records parked in a row with code {code}.");
    }

    /// <summary>The partner itself refuses us: nothing more goes out before a person has looked.</summary>
    /// <param name="failure">What it said.</param>
    /// <param name="seen">The lane's last pause or resume when the call began; see <see cref="LaneGate.TryPause"/>.</param>
    public void Pause(PushOutcome failure, long seen)
        => Pause(failure.Code, failure.Detail ?? $"The partner answered {failure.Code}.", seen);

    public void Close()
    {
        lock (_gate)
        {
            _closing = true;
        }

        rung.Set();
    }

    /// <param name="hardStop">The engine is ending: what the store does not take at once is left for after the restart.</param>
    public async Task RunAsync(CancellationToken hardStop)
    {
        while (true)
        {
            await rung.WaitAsync();
            if (book.Out > 1)
            {
                await Task.Delay(Linger, clock, CancellationToken.None);
            }

            var decided = book.TakeDecided();
            PauseDecision? pause;
            bool closing;
            lock (_gate)
            {
                (pause, _wanted, closing) = (_wanted, null, _closing);
            }

            if (pause is not null)
            {
                await CommitAsync(() => new PauseWork([pause]), hardStop);
            }

            var noted = NoteAsync(); // in the commit of what was decided, where there is any
            if (decided.Count > 0)
            {
                await SettleAsync(decided, hardStop);
            }

            await noted;
            if (closing && decided.Count == 0)
            {
                return;
            }

            if (closing)
            {
                rung.Set();
            }
        }
    }

    /// <summary>What holds the lane, and its tries: nobody waits for them, and a store that is full does not get them.</summary>
    private async Task NoteAsync()
    {
        var (tries, hold) = (Tries.Take(), gate.Hold);
        var logging = tries is null ? null : TryCommitAsync(new AttemptWork(plan.Id, tries));
        if (!LaneHold.Same(hold, _kept) && await TryCommitAsync(new HoldWork(plan.Id, hold)))
        {
            _kept = hold;
        }

        if (logging is not null)
        {
            await logging;
        }
    }

    private void Pause(string code, string why, long seen = long.MaxValue)
    {
        var pause = new LanePause(code, LanePause.Engine, EventTime.From(clock.GetUtcNow()), why);
        if (gate.TryPause(pause, seen) is not { } turn)
        {
            return;
        }

        lock (_gate)
        {
            _wanted = new PauseDecision(plan.Id, pause, turn, gate.Pauses);
        }

        rung.Set();
    }

    private async Task SettleAsync(List<Settlement> decided, CancellationToken hardStop)
    {
        var low = default(PartnerSeq);
        var settled = await CommitAsync(
            () => new SettleWork(
                plan.Id, plan.MirrorLane, decided, EventTime.From(clock.GetUtcNow()), reached => low = reached),
            hardStop);
        if (settled)
        {
            book.Committed(decided, low);
            metrics.Committed(decided, EventTime.From(clock.GetUtcNow()));
        }

        decided.ForEach(settlement => settlement.Turn?.Dispose());
        roomMade.Set();
        gate.Changed.Set();
    }

    /// <summary>
    /// Invariant 10: an effect without its audit row is not settled; no new one starts until it is. False: the engine ended
    /// before, and after the restart the effects are repeated with their keys.
    /// </summary>
    private async Task<bool> CommitAsync(Func<StoreWork> work, CancellationToken hardStop)
    {
        var held = false;
        while (!await TryCommitAsync(work()))
        {
            held = true;
            gate.HoldForStore(true);
            if (hardStop.IsCancellationRequested)
            {
                return false;
            }

            // Not cut short by the end of the engine: it is a second.
            await Task.Delay(StoreRetry, clock, CancellationToken.None);
        }

        if (held)
        {
            gate.HoldForStore(false);
        }

        return true;
    }

    private async Task<bool> TryCommitAsync(StoreWork work)
    {
        try
        {
            await writer.CommitAsync(work);
            health.Well("settle");
            return true;
        }
#pragma warning disable CA1031 // a full disk or a bug: the decisions stay, the lane holds and says so
        catch (Exception fault)
#pragma warning restore CA1031
        {
            health.Report("settle", fault);
            return false;
        }
    }
}
