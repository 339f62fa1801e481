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
        while (!stop.IsCancellationRequested && IsPast(lane, owed, out var tooOld))
        {
            var loaded = lane.HoldToLapse();
            var work = new LapseWork(
                lane.Plan.Id, loaded, new LapseBound(TooMany(lane, owed, loaded), tooOld), Now, lane.Lapsed);
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

    private bool IsPast(Lane lane, OwedBound owed, out Seq tooOld)
    {
        var (counts, oldest, before) = (lane.View.Counts, default(Seq?), Now + -owed.MaxAge);
        tooOld = store.Readers.Read(reader =>
        {
            oldest = reader.Lanes.FirstOwed(lane.Plan.Id, counts.LapsedRange?.Until ?? counts.Low)?.Seq;
            return reader.Events.LastBefore(before);
        });
        return Owing(lane) > owed.MaxEvents || oldest?.Value <= tooOld.Value;
    }

    /// <summary>Up to here there are too many: what is loaded stays, and of the rest the newest.</summary>
    private static PartnerSeq TooMany(Lane lane, OwedBound owed, PartnerSeq loaded)
    {
        var left = Math.Max(0, owed.Left - (loaded.Value - lane.View.Counts.Low.Value));
        return Owing(lane) > owed.MaxEvents ? new PartnerSeq(lane.View.Tail.Value - left) : default;
    }

    private static long Owing(Lane lane)
        => lane.View.Tail.Value - lane.View.Counts.Low.Value - lane.View.Counts.Lapsed;

    /// <summary>The lane runs again: as many of its lapsed records as it may owe get their newest state owed.</summary>
    private async Task BringBackAsync(Lane lane, OwedBound owed, CancellationToken stop)
    {
        var after = 0L;
        while (!stop.IsCancellationRequested && lane.View is { Gate.Pause: null } view && Runs(view))
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

    /// <summary>With nothing else to send nobody would find out that a participant that was away is back.</summary>
    private static bool Runs(LaneView view)
        => view.Counts.LapsedRange is null && (view.Gate.State == GateState.Open || view.Lag == 0);

    private EventTime Now => EventTime.From(clock.GetUtcNow());
}
