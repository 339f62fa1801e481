using HmsSync.Feeds;
using Npgsql;
using NpgsqlTypes;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>Tells whether cluster and slot are still those that a position was taken from.</summary>
internal static class SlotGuard
{
    private const string ReadSlot =
        """
        SELECT slot_type, plugin::text, database::text = current_database(), wal_status, confirmed_flush_lsn
        FROM pg_replication_slots WHERE slot_name = $1
        """;

    // Invariant 12: a slot that is lost, made anew or moved, and a hub that was restored, stop the link; nothing is guessed.
    /// <param name="place">The hub.</param>
    /// <param name="position">Where the feed stands.</param>
    /// <param name="origin">Which cluster answered.</param>
    /// <param name="end">How far its log goes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>False: there is no slot, and never was one for this position.</returns>
    /// <exception cref="HubStoppedException">They are not.</exception>
    public static async Task<bool> CheckAsync(
        PgHubPlace place, PgPosition position, PgOrigin origin, ulong end, CancellationToken cancellation)
    {
        if (position.Origin != PgOrigin.Unknown)
        {
            CheckOrigin(position, origin, end);
        }

        await using var hub = await place.OpenAsync(cancellation);
        return await ReadAsync(hub, place.Slot, cancellation) switch
        {
            null when position.Origin == PgOrigin.Unknown => false,
            null => throw FeedFailure.Lost(place.Slot, "it does not exist any more"),
            { IsOurs: false } => throw Other(place.Slot),
            { IsLost: true } => throw FeedFailure.Lost(
                place.Slot, "PostgreSQL has removed the log that it held back (max_slot_wal_keep_size)"),
            var slot when position.Origin != PgOrigin.Unknown && slot.Confirmed > position.Lsn => throw FeedFailure.Lost(
                place.Slot,
                "it stands further than we have read; it was dropped and made again, or our store is an older one"),
            _ => true,
        };
    }

    /// <summary>From where a slot that is there already begins.</summary>
    public static async Task<ulong> ConfirmedAsync(PgHubPlace place, CancellationToken cancellation)
    {
        await using var hub = await place.OpenAsync(cancellation);
        return (await ReadAsync(hub, place.Slot, cancellation))?.Confirmed ?? throw FeedFailure.Lost(place.Slot, "it was dropped just now");
    }

    /// <summary>False: there is no such slot.</summary>
    /// <exception cref="HubStoppedException">There is one that somebody else made.</exception>
    public static async Task<bool> IsOursAsync(NpgsqlConnection hub, string name, CancellationToken cancellation)
        => await ReadAsync(hub, name, cancellation) is { } slot && (slot.IsOurs ? true : throw Other(name));

    private static HubStoppedException Other(string slot) => new(
        "slot_other",
        $"There is a replication slot {slot} of another kind or of another database.",
        "Set hub.slot to a name of its own.");

    private static void CheckOrigin(PgPosition position, PgOrigin origin, ulong end)
    {
        if (position.Origin.System != origin.System)
        {
            throw FeedFailure.NotRestored("it is another cluster");
        }

        if (position.Origin.Timeline != origin.Timeline)
        {
            throw FeedFailure.NotRestored(string.Create(
                CultureInfo.InvariantCulture, $"its log is on timeline {origin.Timeline}, ours was {position.Origin.Timeline}"));
        }

        if (position.Lsn > end)
        {
            throw FeedFailure.NotRestored(string.Create(
                CultureInfo.InvariantCulture, $"its log ends at {new NpgsqlLogSequenceNumber(end)}, before what we have read"));
        }
    }

    private static async Task<Slot?> ReadAsync(NpgsqlConnection hub, string name, CancellationToken cancellation)
        => (await PgQuery.ReadAsync(
            hub,
            ReadSlot,
            row => new Slot(
                row.GetString(0) == "logical" && row.GetString(1) == "pgoutput" && row.GetBoolean(2),
                row.IsDBNull(3) || row.GetString(3) == "lost",
                row.IsDBNull(4) ? 0 : (ulong)row.GetFieldValue<NpgsqlLogSequenceNumber>(4)),
            cancellation,
            name)).FirstOrDefault();

    private sealed record Slot(bool IsOurs, bool IsLost, ulong Confirmed);
}
