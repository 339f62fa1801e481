using HmsSync.Changes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>What listings of partners showed, and what they did not.</summary>
internal sealed class ListingTable(SqliteConnection connection) : IStoreTable
{
    private readonly Statement _missed = new(connection, """
        INSERT INTO missing(lane, record, times, since, found, revision, told) VALUES(?1, ?2, 1, ?3, ?4, ?5, 0)
        ON CONFLICT(lane, record) DO UPDATE SET
            times = CASE revision WHEN excluded.revision THEN times + 1 ELSE 1 END,
            since = CASE revision WHEN excluded.revision THEN since ELSE excluded.since END,
            found = CASE revision WHEN excluded.revision THEN found ELSE excluded.found END,
            told = CASE revision WHEN excluded.revision THEN told ELSE 0 END,
            revision = excluded.revision
        """);

    private readonly Statement _again = new(connection, """
        UPDATE missing SET
            times = CASE revision WHEN ?3 THEN times + 1 ELSE 1 END, told = CASE revision WHEN ?3 THEN told ELSE 0 END, revision = ?3
        WHERE lane = ?1 AND record = ?2
        """);

    private readonly Statement _shown = new(connection, "DELETE FROM missing WHERE lane = ?1 AND record = ?2");

    private readonly Statement _told = new(connection, "UPDATE missing SET told = 1 WHERE lane = ?1 AND record = ?2");

    private readonly Statement _taken = new(connection, """
        INSERT INTO listed(lane, record, digest) VALUES(?1, ?2, ?3) ON CONFLICT(lane, record) DO UPDATE SET digest = excluded.digest
        """);

    private readonly Statement _settled = new(connection, "DELETE FROM listed WHERE lane = ?1 AND record = ?2");

    /// <summary>
    /// A record that is linked was not listed; what its link says has not changed since it was missed first, or it counts anew.
    /// </summary>
    /// <param name="lane">The lane to the partner.</param>
    /// <param name="missed">Which, as its link stands.</param>
    /// <param name="since">When it was last seen there, at the least.</param>
    /// <param name="now">When the listing ended.</param>
    public void Missed(int lane, MissedRecord missed, EventTime since, EventTime now)
        => _missed.Bind(1, lane).Bind(2, missed.Record).Bind(3, since.Micros).Bind(4, now.Micros).Bind(5, missed.Revision).Execute();

    /// <summary>As <see cref="Missed"/>, where only what was missed before counts.</summary>
    public void MissedAgain(int lane, MissedRecord missed)
        => _again.Bind(1, lane).Bind(2, missed.Record).Bind(3, missed.Revision).Execute();

    /// <summary>It is listed, or not linked any more: it counts from 0.</summary>
    public void Forget(int lane, long record) => _shown.Bind(1, lane).Bind(2, record).Execute();

    /// <summary>That it is gone is journaled.</summary>
    public void Told(int lane, long record) => _told.Bind(1, lane).Bind(2, record).Execute();

    /// <summary>An item was taken as a change, which the mirror may say only later.</summary>
    public void Taken(int lane, long record, string digest) => _taken.Bind(1, lane).Bind(2, record).Bind(3, digest).Execute();

    /// <summary>The mirror says what the item does, or there is no such item any more.</summary>
    public void Settled(int lane, long record) => _settled.Bind(1, lane).Bind(2, record).Execute();

    public void Dispose()
    {
        _missed.Dispose();
        _again.Dispose();
        _shown.Dispose();
        _told.Dispose();
        _taken.Dispose();
        _settled.Dispose();
    }
}
