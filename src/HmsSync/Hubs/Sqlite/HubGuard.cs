using HmsSync.Feeds;

namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// Tells whether the hub file is the one that a position was taken from. Each prune leaves a random mark in it that
/// the position knew before: a file with another mark, or with an outbox that counts less far, is a backup put back.
/// </summary>
internal static class HubGuard
{
    public const string RestoredCode = HubFeedLoop.HubRestored;

    /// <summary>The mark in the hub; empty before the first prune.</summary>
    public static string Mark(HubConnection hub) => hub.Text("SELECT mark FROM hms_sync_mark") ?? "";

    /// <summary>
    /// The highest outbox row there ever was. A statement that ends under OR FAIL keeps its rows but not their count in
    /// sqlite_sequence, so both are looked at, and the last row is never pruned: else its number would be given twice.
    /// </summary>
    public static long LastSeq(HubConnection hub)
        => hub.Number(
            "SELECT max(coalesce((SELECT max(seq) FROM hms_sync_outbox), 0), "
                + "coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'hms_sync_outbox'), 0))");

    // Invariant 12: a hub restored from a backup stops the link; nothing is guessed.
    /// <exception cref="HubStoppedException">The file is another one.</exception>
    public static void Check(HubConnection hub, SqlitePosition position)
    {
        if (hub.FileWasReplaced())
        {
            throw Restored("the file was moved or replaced while it was in use");
        }

        if (position == SqlitePosition.Start)
        {
            return;
        }

        if (!CaptureSchema.Exists(hub))
        {
            throw Restored("our hms_sync_ tables are not in it");
        }

        var last = LastSeq(hub);
        if (last < position.Seq)
        {
            throw Restored(string.Create(
                CultureInfo.InvariantCulture, $"its change log ends at {last} and we have read up to {position.Seq}"));
        }

        var mark = Mark(hub);
        if (mark != position.Mark && mark != position.NextMark)
        {
            throw Restored("it does not hold the mark that we left in it");
        }
    }

    public static HubStoppedException Restored(string why)
        => new(
            RestoredCode,
            $"The hub database is not the one that was read before: {why}. Was a backup put back?",
            "hms-sync resume hms --after hub_restored");
}
