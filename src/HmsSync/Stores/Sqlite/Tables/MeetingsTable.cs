using HmsSync.Changes;
using HmsSync.Lanes.Meetings;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>How far each partner is with each table, and what it is told when they have met.</summary>
internal sealed class MeetingsTable(SqliteConnection connection) : IStoreTable
{
    private readonly Statement _put = new(connection, """
        INSERT INTO meeting(lane, topic, stage, since, mark, cursor, anew) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT(lane, topic) DO UPDATE SET
            stage = excluded.stage, since = excluded.since, mark = excluded.mark, cursor = excluded.cursor,
            anew = excluded.anew
        """);

    private readonly Statement _later = new(connection, "INSERT OR IGNORE INTO told_later(lane, record) VALUES(?1, ?2)");

    private readonly Statement _told = new(connection, "DELETE FROM told_later WHERE lane = ?1 AND record = ?2");

    private readonly Statement _again = new(connection, """
        UPDATE conflict SET state = 'resolved', winner = '', at = ?4
        WHERE rule = 'first' AND state = 'open' AND lane IN (?1, ?2) AND record IN (SELECT id FROM record WHERE topic = ?3)
        """);

    public void Put(int lane, long topic, MeetingRow row)
        => _put.Bind(1, lane).Bind(2, topic).Bind(3, (long)row.Stage).Bind(4, row.Since.Micros).Bind(5, row.Mark.Value)
            .Bind(6, row.Cursor).Bind(7, row.IsAnew ? 1 : 0).Execute();

    /// <summary>The newest state of a hub record is to be told to the partner, when the meeting lets it.</summary>
    public void TellLater(int lane, long record) => _later.Bind(1, lane).Bind(2, record).Execute();

    /// <summary>Its newest state is owed from this commit on.</summary>
    public void Told(int lane, long record) => _told.Bind(1, lane).Bind(2, record).Execute();

    /// <summary>They meet again: what nobody could tell apart is looked at anew.</summary>
    public void Again(int lane, int hubLane, long topic, EventTime now)
        => _again.Bind(1, lane).Bind(2, hubLane).Bind(3, topic).Bind(4, now.Micros).Execute();

    public void Dispose()
    {
        _put.Dispose();
        _later.Dispose();
        _told.Dispose();
        _again.Dispose();
    }
}
