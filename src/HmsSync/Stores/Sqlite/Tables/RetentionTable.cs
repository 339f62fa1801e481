using HmsSync.Changes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Removes what nobody is owed and nobody may ask for any more, a bounded number of rows at a time.</summary>
internal sealed class RetentionTable : IStoreTable
{
    private readonly Statement _owed;
    private readonly Statement _owedLapsed;
    private readonly Statement _needed;
    private readonly Statement _noneNeeded;
    private readonly Statement _journal;
    private readonly Statement _pruned;
    private readonly Statement _applied;
    private readonly Statement _changes;

    public RetentionTable(SqliteConnection connection)
    {
        using var temporary = new Statement(connection, "CREATE TEMP TABLE IF NOT EXISTS needed(seq INTEGER PRIMARY KEY)");
        temporary.Execute();
        _owed = new Statement(connection, """
            DELETE FROM owed WHERE lane = ?1 AND partner_seq IN (
                SELECT partner_seq FROM owed WHERE lane = ?1 AND partner_seq <= ?2 AND seq < ?3 ORDER BY partner_seq LIMIT ?4)
            """);
        _owedLapsed = new Statement(connection, """
            DELETE FROM owed WHERE lane = ?1 AND partner_seq IN (
                SELECT o.partner_seq FROM owed o JOIN lane l ON l.id = ?1
                WHERE o.lane = ?1 AND o.partner_seq BETWEEN l.lapse_first AND l.lapse_until AND o.seq < ?2
                ORDER BY o.partner_seq LIMIT ?3)
            """);
        // What is owed from before a range that has lapsed is kept singly: it must not hold all that came after it.
        _needed = new Statement(connection, """
            INSERT OR IGNORE INTO temp.needed(seq)
            SELECT o.seq FROM lane l JOIN owed o
                ON o.lane = l.id AND o.partner_seq > l.low AND o.partner_seq < l.lapse_first AND o.seq < ?1
            UNION SELECT seq FROM waiting WHERE seq < ?1
            UNION SELECT seq FROM parked WHERE seq < ?1 AND code <> 'expired'
            """);
        _noneNeeded = new Statement(connection, "DELETE FROM temp.needed");
        _journal = new Statement(connection, """
            DELETE FROM journal WHERE seq IN (
                SELECT seq FROM journal WHERE seq < ?1 AND seq NOT IN (SELECT seq FROM temp.needed) ORDER BY seq LIMIT ?2)
            """);
        _pruned = new Statement(connection, """
            INSERT INTO meta(name, value) VALUES('pruned_seq', ?1) ON CONFLICT(name) DO UPDATE
                SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))
            """);
        _applied = new Statement(connection, """
            DELETE FROM applied WHERE lane = ?1 AND partner_seq <= ?2 AND NOT EXISTS(
                SELECT 1 FROM waiting w WHERE w.lane = ?1 AND w.partner_seq = applied.partner_seq)
            """);
        _changes = new Statement(connection, "SELECT changes()");
    }

    /// <summary>Forgets owed rows that are settled and older than the events kept. Returns the rows removed.</summary>
    public long ForgetOwed(int lane, PartnerSeq upTo, Seq before, int max)
    {
        _applied.Bind(1, lane).Bind(2, upTo.Value).Execute();
        _owed.Bind(1, lane).Bind(2, upTo.Value).Bind(3, before.Value).Bind(4, max).Execute();
        var removed = _changes.Scalar() ?? 0;
        _owedLapsed.Bind(1, lane).Bind(2, before.Value).Bind(3, max).Execute();
        return removed + (_changes.Scalar() ?? 0);
    }

    public long ForgetEvents(Seq before, int max)
    {
        _noneNeeded.Execute();
        _needed.Bind(1, before.Value).Execute();
        _journal.Bind(1, before.Value).Bind(2, max).Execute();
        var removed = _changes.Scalar() ?? 0;
        _pruned.Bind(1, before.Value - 1).Execute();
        return removed;
    }

    public void Dispose()
    {
        _owed.Dispose();
        _owedLapsed.Dispose();
        _needed.Dispose();
        _noneNeeded.Dispose();
        _journal.Dispose();
        _pruned.Dispose();
        _applied.Dispose();
        _changes.Dispose();
    }
}
