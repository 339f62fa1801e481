using HmsSync.Changes;
using HmsSync.Journal;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Feeds.Backfills;

/// <summary>
/// Reads tables whole into lanes while changes go on, page by page, in the loop that follows the hub. A page stands at the position
/// that the journal has reached: what the journal holds of its records is older, what comes is newer (invariant 2). Each page and
/// how far it is are one commit, so a crash repeats nothing.
/// </summary>
/// <param name="feed">The hub's.</param>
/// <param name="journal">Takes the pages.</param>
/// <param name="store">Knows what the feed has shown.</param>
/// <param name="queue">What has not ended.</param>
/// <param name="hasRoom">Whether the lanes that would be owed a page have room for it.</param>
/// <param name="holdDeletes">Called before the first deletes of a table are journaled, where a person must let them go.</param>
internal sealed class TableBackfill(
    IHubFeed feed,
    EventJournal journal,
    Store store,
    BackfillQueue queue,
    Func<BackfillRow, bool> hasRoom,
    Func<BackfillRow, int, Task> holdDeletes)
{
    // Invariant 11: records of a page, and of one look for what is gone.
    private const int PageSize = 500;
    private const int LookSize = 200;

    public BackfillQueue Queue => queue;

    /// <summary>One page of the first that can go on; false: none can just now, or there is none.</summary>
    /// <exception cref="HubStoppedException">The hub can no longer be followed.</exception>
    /// <exception cref="StoreUnavailableException">Nothing was kept.</exception>
    public async Task<bool> StepAsync(FeedPosition position, CancellationToken stop)
    {
        foreach (var row in queue.Rows)
        {
            if (hasRoom(row) && await PageAsync(row, position, stop))
            {
                return true;
            }

            queue.Defer(row);
        }

        return false;
    }

    private Task<bool> PageAsync(BackfillRow row, FeedPosition position, CancellationToken stop)
        => row.Stage == BackfillStage.Rows ? RowsAsync(row, position, stop) : GoneAsync(row, position, stop);

    private async Task<bool> RowsAsync(BackfillRow row, FeedPosition position, CancellationToken stop)
    {
        var chunk = await feed.ReadTableAsync(position, row.Table, row.Cursor, PageSize, stop);
        if (chunk is null)
        {
            return false;
        }

        IReadOnlyList<NewEvent> events = row.Lane == 0
            ? chunk.Events
            : [.. chunk.Events.Where(e => journal.Takes(row.Lane, e)).Select(e => e with { OnlyLane = row.Lane, Op = ChangeOp.Update })];
        var next = row with { Rows = row.Rows + chunk.Events.Count, Cursor = chunk.Next ?? "" };
        next = chunk.Next is null ? next with { Stage = BackfillStage.Gone } : next;
        await StoreAsync(events, next, isLast: chunk.Next is null && !row.FindsGone);
        return true;
    }

    private async Task<bool> GoneAsync(BackfillRow row, FeedPosition position, CancellationToken stop)
    {
        var known = store.Readers.Read(reader => reader.Backfills.Shown(row.Table, row.Cursor, LookSize));
        if (known.Count == 0)
        {
            await StoreAsync([], row, isLast: true);
            return true;
        }

        if (await feed.ReadRecordsAsync(position, known, leaveOutTold: true, stop) is not { } states)
        {
            return false;
        }

        NewEvent[] gone = [.. states.Where(e => e.Op == ChangeOp.Delete)];
        if (gone.Length > 0)
        {
            await holdDeletes(row, gone.Length);
        }

        await StoreAsync(gone, row with { Cursor = known[^1].Key.Json, Gone = row.Gone + gone.Length }, isLast: false);
        return true;
    }

    private async Task StoreAsync(IReadOnlyList<NewEvent> events, BackfillRow row, bool isLast)
    {
        await journal.BackfillAsync(events, row, isLast);
        queue.Went(row, isLast);
    }
}
