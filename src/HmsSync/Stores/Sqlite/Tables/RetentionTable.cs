using HmsSync.Changes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Removes what nobody is owed and nobody may ask for any more, a bounded number of rows at a time.</summary>
internal sealed class RetentionTable(SqliteConnection connection) : IStoreTable
{
    private readonly Statement _owed = new(connection, """
        DELETE FROM owed WHERE lane = ?1 AND partner_seq IN (
            SELECT partner_seq FROM owed WHERE lane = ?1 AND partner_seq <= ?2 AND seq < ?3 ORDER BY partner_seq LIMIT ?4)
        """);

    private readonly Statement _journal = new(connection, """
        DELETE FROM journal WHERE seq IN (SELECT seq FROM journal WHERE seq < ?1 ORDER BY seq LIMIT ?2)
        """);

    private readonly Statement _pruned = new(connection, """
        INSERT INTO meta(name, value) VALUES('pruned_seq', ?1) ON CONFLICT(name) DO UPDATE SET value = excluded.value
        """);

    private readonly Statement _dedupe = new(connection, """
        DELETE FROM dedupe WHERE (source, id) IN (SELECT source, id FROM dedupe WHERE day < ?1 LIMIT ?2)
        """);

    private readonly Statement _applied = new(connection, """
        DELETE FROM applied WHERE lane = ?1 AND partner_seq <= ?2 AND NOT EXISTS(
            SELECT 1 FROM waiting w WHERE w.lane = ?1 AND w.partner_seq = applied.partner_seq)
        """);

    private readonly Statement _changes = new(connection, "SELECT changes()");

    /// <summary>Forgets owed rows that are settled and older than the events kept. Returns the rows removed.</summary>
    public long ForgetOwed(int lane, PartnerSeq upTo, Seq before, int max)
    {
        _applied.Bind(1, lane).Bind(2, upTo.Value).Execute();
        _owed.Bind(1, lane).Bind(2, upTo.Value).Bind(3, before.Value).Bind(4, max).Execute();
        return _changes.Scalar() ?? 0;
    }

    public long ForgetEvents(Seq before, int max)
    {
        _journal.Bind(1, before.Value).Bind(2, max).Execute();
        var removed = _changes.Scalar() ?? 0;
        _pruned.Bind(1, before.Value - 1).Execute();
        return removed;
    }

    public long ForgetIds(long beforeDay, int max)
    {
        _dedupe.Bind(1, beforeDay).Bind(2, max).Execute();
        return _changes.Scalar() ?? 0;
    }

    public void Dispose()
    {
        _owed.Dispose();
        _journal.Dispose();
        _pruned.Dispose();
        _dedupe.Dispose();
        _applied.Dispose();
        _changes.Dispose();
    }
}
