using HmsSync.Changes;
using HmsSync.Feeds;
using HmsSync.Lanes;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Hosting;

/// <summary>
/// Past <c>replay.owed</c> what a lane owes lapses: of records only the keys are kept, and their newest state goes when the lane
/// runs again; business events become one parked row. Bounded steps; no other lane is touched and intake goes on.
/// </summary>
internal sealed class Lapses(Store store, RecordRequests hub, IReadOnlyList<Lane> lanes, TimeProvider clock)
{
    private const int RecordsPerRequest = 200;

    public async Task RunOnceAsync(CancellationToken stop)
    {
        foreach (var lane in lanes)
        {
            if (lane.Plan.Owed is { } owed)
            {
                await LapseAsync(lane, owed, stop);
            }
        }

        foreach (var lane in lanes)
        {
            if (lane.Plan.Owed is { } owed)
            {
                await BringBackAsync(lane, owed, stop);
            }
        }
    }

    /// <summary>Invariant 11: at its bound a backlog lapses openly; it does not grow.</summary>
    private async Task LapseAsync(Lane lane, OwedBound owed, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && Bound(lane, owed) is { } bound)
        {
            var work = new LapseWork(lane.Plan.Id, lane.HoldToLapse(), bound, Now, lane.Lapsed);
            try
            {
                await store.Writer.CommitAsync(work);
            }
            catch (StoreUnavailableException)
            {
                if (lane.View.Counts.LapsedRange is null)
                {
                    lane.GoOn();
                }

                throw;
            }

            if (work.NothingStands)
            {
                lane.GoOn();
            }

            if (work.Lapsed < LapseWork.PerStep)
            {
                return;
            }
        }
    }

    /// <summary>What is past the bound; null: nothing, or nothing that is not loaded.</summary>
    private LapseBound? Bound(Lane lane, OwedBound owed)
    {
        var (counts, tail) = (lane.View.Counts, lane.View.Tail);
        var owing = tail.Value - counts.Low.Value - counts.Lapsed;
        var tooMany = owing > owed.MaxEvents ? new PartnerSeq(tail.Value - owed.Left) : default;
        var after = counts.LapsedRange?.Until ?? counts.Low;
        return store.Readers.Read(reader =>
        {
            var tooOld = reader.Events.LastBefore(Now + -owed.MaxAge);
            var oldest = reader.Lanes.FirstOwed(lane.Plan.Id, after);
            return tooMany.Value > after.Value || oldest?.Seq.Value <= tooOld.Value
                ? new LapseBound(tooMany, tooOld)
                : (LapseBound?)null;
        });
    }

    /// <summary>The lane runs again: as many of its lapsed records as it may owe get their newest state owed.</summary>
    private async Task BringBackAsync(Lane lane, OwedBound owed, CancellationToken stop)
    {
        var after = 0L;
        while (!stop.IsCancellationRequested && lane.View is { Gate: { State: GateState.Open, Pause: null } } view
            && view.Counts.LapsedRange is null)
        {
            var room = (int)Math.Min(RecordsPerRequest, owed.Left - view.Lag);
            if (room <= 0)
            {
                return;
            }

            var records = store.Readers.Read(reader => reader.Lanes.Lapsed(lane.Plan.Id, after, room));
            if (records.Count == 0 || !await hub.AskAsync(lane.Plan.Id, [.. records.Select(r => r.Name)]))
            {
                return;
            }

            after = records[^1].Record;
        }
    }

    private EventTime Now => EventTime.From(clock.GetUtcNow());
}
