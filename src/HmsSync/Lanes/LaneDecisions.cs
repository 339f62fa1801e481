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
    LanePlan plan, LaneBook book, LaneGate gate, StoreWriter writer, TimeProvider clock, AsyncSignal rung, AsyncSignal roomMade)
{
    /// <summary>So many different records parked in a row with one code mean that a person must look at the partner.</summary>
    public const int ParkedInARow = 20;

    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(1);

    // While others are out, so many outcomes share a commit as come within this; the path does not wait for them.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(2);

    private readonly Lock _gate = new();
    private string _parkedCode = "";
    private int _parkedInARow;
    private LanePause? _wanted;
    private bool _closing;

    public void Ring() => rung.Set();

    /// <summary>A delivery ended well: whatever parked before was not the partner's fault.</summary>
    public void Ended()
    {
        lock (_gate)
        {
            _parkedInARow = 0;
        }
    }

    public void Parked(string code)
    {
        lock (_gate)
        {
            _parkedInARow = code == _parkedCode ? _parkedInARow + 1 : 1;
            _parkedCode = code;
            if (_parkedInARow < ParkedInARow)
            {
                return;
            }

            _parkedInARow = 0;
        }

        Pause("parked_in_a_row", $"{ParkedInARow} deliveries parked in a row with code {code}.");
    }

    /// <summary>The partner itself refuses us: nothing more goes out before a person has looked.</summary>
    public void Pause(PushOutcome failure)
        => Pause(failure.Code, failure.Detail ?? $"The partner answered {failure.Code}.");

    public void Close()
    {
        lock (_gate)
        {
            _closing = true;
        }

        rung.Set();
    }

    public async Task RunAsync()
    {
        while (true)
        {
            await rung.WaitAsync();
            if (book.Out > 1)
            {
                await Task.Delay(Linger, clock);
            }

            var decided = book.TakeDecided();
            LanePause? pause;
            bool closing;
            lock (_gate)
            {
                (pause, _wanted, closing) = (_wanted, null, _closing);
            }

            if (pause is not null)
            {
                await CommitAsync(() => new PauseWork([plan.Id], pause));
            }

            if (decided.Count > 0)
            {
                await SettleAsync(decided);
            }
            else if (closing)
            {
                return;
            }

            if (closing)
            {
                rung.Set();
            }
        }
    }

    private void Pause(string code, string why)
    {
        var pause = new LanePause(code, "engine", EventTime.From(clock.GetUtcNow()), why);
        gate.Pause(pause);
        lock (_gate)
        {
            _wanted = pause;
        }

        rung.Set();
    }

    private async Task SettleAsync(List<Settlement> decided)
    {
        var low = default(PartnerSeq);
        await CommitAsync(() => new SettleWork(
            plan.Id, plan.MirrorLane, decided, EventTime.From(clock.GetUtcNow()), settled => low = settled));
        book.Committed(decided, low);
        decided.ForEach(settlement => settlement.Turn?.Dispose());
        roomMade.Set();
        gate.Changed.Set();
    }

    private async Task CommitAsync(Func<StoreWork> work)
    {
        var held = false;
        while (true)
        {
            try
            {
                await writer.CommitAsync(work());
                break;
            }
            catch (StoreUnavailableException fault) when (fault.Code != "store_closed")
            {
                // Invariant 10: an effect without its audit row is not settled; no new one starts until it is.
                held = true;
                gate.HoldForStore(true);
                await Task.Delay(StoreRetry, clock);
            }
        }

        if (held)
        {
            gate.HoldForStore(false);
        }
    }
}
