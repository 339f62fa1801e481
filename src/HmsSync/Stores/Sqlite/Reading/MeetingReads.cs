using HmsSync.Changes;
using HmsSync.Lanes.Meetings;

namespace HmsSync.Stores.Sqlite.Reading;

/// <summary>Reads how first meetings stand.</summary>
internal sealed class MeetingReads(StoreReader reader)
{
    public MeetingRow One(int lane, string table)
    {
        var row = reader.Prepared("""
            SELECT stage, since, mark, cursor, anew FROM meeting
            WHERE lane = ?1 AND topic = (SELECT id FROM topic WHERE name = ?2)
            """).Bind(1, lane).Bind(2, table);
        var meeting = row.Step()
            ? new MeetingRow(
                (MeetingStage)row.Int32(0), new EventTime(row.Int64(1)), new PartnerSeq(row.Int64(2)), row.RequiredText(3))
            {
                IsAnew = row.Int32(4) == 1,
            }
            : MeetingRow.New;
        row.Reset();
        return meeting;
    }

    /// <summary>Records of a table whose newest state the partner is to be told.</summary>
    public List<RecordName> ToTell(int lane, string table, int max)
    {
        var rows = reader.Prepared("""
            SELECT r.key FROM told_later t JOIN record r ON r.id = t.record
            WHERE t.lane = ?1 AND r.topic = (SELECT id FROM topic WHERE name = ?2) ORDER BY t.record LIMIT ?3
            """).Bind(1, lane).Bind(2, table).Bind(3, max);
        var names = new List<RecordName>();
        while (rows.Step())
        {
            names.Add(new RecordName(table, new RecordKey(rows.RequiredText(0))));
        }

        return names;
    }

    /// <summary>Deliveries of a table up to the number that failed, or stand behind one that did; and why one of them did.</summary>
    public (long Count, string Code) Waiting(int lane, string table, PartnerSeq upTo)
    {
        var row = reader.Prepared("""
            SELECT count(*), ifnull(max(w.code), '') FROM waiting w JOIN record r ON r.id = w.record
            WHERE w.lane = ?1 AND w.partner_seq <= ?3 AND r.topic = (SELECT id FROM topic WHERE name = ?2)
            """).Bind(1, lane).Bind(2, table).Bind(3, upTo.Value);
        row.Step();
        var waiting = (row.Int64(0), row.RequiredText(1));
        row.Reset();
        return waiting;
    }

    /// <summary>Items of a listing that are parked.</summary>
    public long Parked(int lane, string via) => reader.Prepared("""
        SELECT count(*) FROM parked p JOIN journal j ON j.seq = p.seq WHERE p.lane = ?1 AND j.via = ?2
        """).Bind(1, lane).Bind(2, via).Scalar() ?? 0;

    /// <summary>What is said of a record that could be several of the other side's.</summary>
    public Unclear Unclear(int lane, long record)
    {
        var row = reader.Prepared("""
            SELECT state, winner FROM conflict WHERE rule = 'first' AND record = ?2 AND lane = ?1 ORDER BY id DESC LIMIT 1
            """).Bind(1, lane).Bind(2, record);
        var unclear = !row.Step() ? Lanes.Meetings.Unclear.Unasked
            : row.RequiredText(0) == "open" ? Lanes.Meetings.Unclear.Open
            : row.RequiredText(1).Length > 0 ? Lanes.Meetings.Unclear.Answered
            : Lanes.Meetings.Unclear.Unasked;
        row.Reset();
        return unclear;
    }
}
