using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Lanes;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Hosting;

/// <summary>Forgets what nobody is owed and nobody may ask for any more; bounded steps, so the path is not held up.</summary>
internal sealed class Retention(ReplayPlan plan, Store store, IReadOnlyList<Lane> lanes, Lapses lapses, TimeProvider clock)
{
    private const int RowsPerStep = 1_000;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KeepIds = TimeSpan.FromDays(8);

    /// <summary>Why the last round did not end; null: it did.</summary>
    public Exception? Fault { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(Every, clock, stop);
                await TryOnceAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop: the rest is forgotten after the restart.
        }
    }

    private async Task TryOnceAsync(CancellationToken stop)
    {
        try
        {
            await RunOnceAsync(stop);
            Fault = null;
        }
        catch (Exception fault) when (fault is StoreUnavailableException or Microsoft.Data.Sqlite.SqliteException)
        {
            // A full disk stops deletes too; it is tried again with the next round.
            Fault = fault;
        }
    }

    public async Task RunOnceAsync(CancellationToken stop)
    {
        await lapses.RunOnceAsync(stop);
        var keepFrom = store.Readers.Read(reader =>
        {
            var newest = reader.Events.Newest().Value;
            var byCount = newest - plan.KeepEvents + 1;
            var byAge = reader.Events.LastBefore(Now + -plan.KeepFor).Value + 1;
            var owed = reader.Rows.OldestNeeded(lanes.Select(lane => (lane.Plan.Id, lane.View.Counts.Low)));
            return new Seq(Math.Min(Math.Max(byCount, byAge), owed.Value));
        });
        var more = true;
        while (more && !stop.IsCancellationRequested)
        {
            var work = new ForgetWork(lanes, keepFrom, Now + -KeepIds, Now + -plan.KeepFor, RowsPerStep);
            await store.Writer.CommitAsync(work);
            more = work.Removed >= RowsPerStep;
        }
    }

    private EventTime Now => EventTime.From(clock.GetUtcNow());

    private sealed class ForgetWork(IReadOnlyList<Lane> lanes, Seq keepFrom, EventTime idsFrom, EventTime triesFrom, int max) : StoreWork
    {
        public long Removed { get; private set; }

        public override int Rows => max;

        public override void Apply(StoreTransaction transaction)
        {
            Removed = 0;
            transaction.Attempts.Forget(triesFrom);
            transaction.Traces.Forget(keepFrom);
            foreach (var lane in lanes)
            {
                Removed += transaction.Retention.ForgetOwed(
                    lane.Plan.Id, transaction.Lanes.Progress(lane.Plan.Id).Low, keepFrom, max);
            }

            Removed += transaction.Retention.ForgetEvents(keepFrom, max);
            Removed += transaction.Dedupe.Forget(Stores.Sqlite.Tables.DedupeTable.Day(idsFrom), max);
        }
    }
}
