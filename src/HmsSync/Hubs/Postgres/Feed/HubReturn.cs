using HmsSync.Configuration;
using HmsSync.Feeds;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>What is done in the hub when a person lets the feed, or one table, go on. All of it can be done again after a crash.</summary>
internal sealed class HubReturn(PgHubPlace place, FollowedTables tables, HubPlan plan, TimeProvider time)
{
    private static readonly TimeSpan WaitForSlot = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    /// <param name="position">Where the feed stood.</param>
    /// <param name="why">The code of what was held.</param>
    /// <param name="table">Hub table; empty: the feed as a whole.</param>
    /// <param name="close">Lets go of the slot.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Where it is to be opened.</returns>
    /// <exception cref="HubStoppedException">It cannot go on like that; nothing was done.</exception>
    public async Task<FeedPosition> GoOnAsync(
        PgPosition position, string why, string table, Func<Task> close, CancellationToken cancellation)
    {
        if (why is FeedFailure.SlotLost or FeedFailure.Publication or FeedFailure.Restored && table.Length == 0)
        {
            await close();
            await MakeAnewAsync(cancellation);
            return position.Anew().ToFeed();
        }

        if (!position.Held.Any(h => h.Table == table && h.Reason == why))
        {
            throw new HubStoppedException(
                "not_held", $"{table} is not held for {why}.", "`hms-sync status` says what is held, and for what.");
        }

        await FitsAsync(table, cancellation);
        return position.WithResumed(table).ToFeed();
    }

    /// <summary>What still does not fit is said; then nothing goes on.</summary>
    private async Task FitsAsync(string table, CancellationToken cancellation)
    {
        await tables.RefreshAsync(isFirst: false, cancellation);
        if (tables.Notices.FirstOrDefault(n => n.Table == table && n.Held) is { } fault)
        {
            throw new HubStoppedException(fault.Code, fault.Text, fault.Remedy);
        }

        if (tables.Gone().FirstOrDefault(h => h.Table == table) is { } held)
        {
            throw new HubStoppedException(
                held.Reason, $"{table} still has no column {held.Detail}, which a mapping names.",
                "Name in the mapping the column that holds it now, or take it out of the mapping; restart, and say it again.");
        }
    }

    /// <summary>
    /// The publication as it should be, and no slot: the next opening makes it, and it begins there. What cannot be done is found out
    /// before the slot goes.
    /// </summary>
    private async Task MakeAnewAsync(CancellationToken cancellation)
    {
        await new HubOpening(place, tables, plan).CheckServerAsync(cancellation);
        await tables.RefreshAsync(isFirst: true, cancellation);
        await using var hub = await place.OpenAsync(cancellation);
        if (!await SlotGuard.IsOursAsync(hub, place.Slot, cancellation))
        {
            return;
        }

        var began = time.GetTimestamp();
        while (!await TryDropAsync(hub, cancellation))
        {
            if (time.GetElapsedTime(began) > WaitForSlot)
            {
                throw new HubStoppedException(
                    "slot_in_use", $"Another process follows the slot {place.Slot} just now.",
                    "End it: a slot belongs to one engine. Or wait a minute, if its connection was lost, and say it again.");
            }

            await Task.Delay(LookAgain, time, cancellation);
        }
    }

    /// <summary>False: somebody follows it; our own connection may just be ending.</summary>
    private async Task<bool> TryDropAsync(NpgsqlConnection hub, CancellationToken cancellation)
    {
        try
        {
            await PgQuery.RunAsync(hub, "SELECT pg_drop_replication_slot($1)", cancellation, place.Slot);
            return true;
        }
        catch (PostgresException used) when (used.SqlState == PostgresErrorCodes.ObjectInUse)
        {
            return false;
        }
    }
}
