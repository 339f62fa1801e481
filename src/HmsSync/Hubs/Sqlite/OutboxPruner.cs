using HmsSync.Feeds;
using Microsoft.Data.Sqlite;

namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// Deletes outbox rows that the journal holds, in steps so small that the application does not feel them. With the
/// first step after a new position it leaves that position's next mark in the file.
/// </summary>
internal sealed class OutboxPruner(TimeProvider time)
{
    private const int MostRows = 2_000;
    private const int RowsAStatement = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Nothing presses while fewer rows than a step are there: each step is a lock the application may meet.</summary>
    private static readonly TimeSpan PauseWhenFew = TimeSpan.FromSeconds(5);

    /// <summary>Of 5 ms that the application may wait at most; the commit takes the rest.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(2);

    private long _last = long.MinValue;

    /// <summary>At most one short step; true: there is more to do, later.</summary>
    /// <exception cref="HubStoppedException">The file is another one; nothing was deleted from it.</exception>
    public bool Prune(HubConnection hub, SqlitePosition upTo)
    {
        if (_last != long.MinValue && time.GetElapsedTime(_last) < Pause)
        {
            return true;
        }

        var first = hub.Number("SELECT min(seq) FROM hms_sync_outbox");
        var last = Math.Min(upTo.Seq, hub.Number("SELECT max(seq) FROM hms_sync_outbox") - 1); // see HubGuard.LastSeq
        if (first == 0 || first > last)
        {
            return false;
        }

        if (_last != long.MinValue && last - first < MostRows && time.GetElapsedTime(_last) < PauseWhenFew)
        {
            return true;
        }

        _last = time.GetTimestamp();
        try
        {
            hub.Run("BEGIN IMMEDIATE");
            HubGuard.Check(hub, upTo);
            var next = Delete(hub, first, last);
            LeaveMark(hub, upTo);
            hub.Run("COMMIT");
            return next <= last;
        }
        catch (SqliteException failure) when (HubFailure.IsBusy(failure))
        {
            return true; // the application is writing: it goes first
        }
        finally
        {
            hub.Rollback();
        }
    }

    /// <summary>Returns the first row that may still be there.</summary>
    private long Delete(HubConnection hub, long first, long last)
    {
        var began = time.GetTimestamp();
        var delete = hub.Prepare("DELETE FROM hms_sync_outbox WHERE seq BETWEEN ?1 AND ?2");
        var stop = Math.Min(last, first + MostRows - 1);
        while (first <= stop && time.GetElapsedTime(began) < LongestHold)
        {
            var end = Math.Min(stop, first + RowsAStatement - 1);
            delete.Bind(1, first);
            delete.Bind(2, end);
            delete.Run();
            first = end + 1;
        }

        return first;
    }

    private static void LeaveMark(HubConnection hub, SqlitePosition upTo)
    {
        if (HubGuard.Mark(hub) != upTo.Mark || upTo.NextMark.Length == 0)
        {
            return; // it stands there already
        }

        var mark = hub.Prepare("INSERT OR REPLACE INTO hms_sync_mark(id, mark) VALUES (1, ?1)");
        mark.Bind(1, upTo.NextMark);
        mark.Run();
    }
}
