using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Sdk;

namespace HmsSync.Stores.Sqlite.Reading;

/// <summary>Reads mirror, cards, parked and audit rows.</summary>
internal sealed class RowReads(StoreReader reader)
{
    /// <summary>What the hub feed has shown of the record.</summary>
    public HubCard Card(long record)
    {
        var row = reader.Prepared("SELECT stamps, seq FROM card WHERE record = ?1").Bind(1, record);
        var card = row.Step() ? new HubCard(row.Blob(0).ToArray(), new Seq(row.Int64(1))) : default;
        row.Reset();
        return card;
    }

    public long? RecordId(string topic, RecordKey key) => reader.Prepared("""
        SELECT r.id FROM record r JOIN topic t ON t.id = r.topic WHERE t.name = ?1 AND r.key = ?2
        """).Bind(1, topic).Bind(2, key.Json).Scalar();

    /// <summary>Parked rows by id; of one lane, or of all with 0.</summary>
    public List<ParkedRow> Parked(int lane, long afterId, int max)
    {
        var statement = reader.Prepared("""
            SELECT id, lane, partner_seq, until, seq, op, record, code, detail, attempts, at, count FROM parked
            WHERE (?1 = 0 OR lane = ?1) AND id > ?2 ORDER BY id LIMIT ?3
            """).Bind(1, lane).Bind(2, afterId).Bind(3, max);
        var rows = new List<ParkedRow>();
        while (statement.Step())
        {
            rows.Add(new ParkedRow(
                statement.Int64(0),
                statement.Int32(1),
                new PartnerSeq(statement.Int64(2)),
                new PartnerSeq(statement.Int64(3)),
                new Seq(statement.Int64(4)),
                (ChangeOp)statement.Int32(5),
                statement.Int64(6),
                statement.RequiredText(7),
                statement.Text(8),
                statement.Int32(9),
                new EventTime(statement.Int64(10)),
                statement.Int64(11)));
        }

        return rows;
    }

    /// <summary>
    /// The oldest event that a lane still owes, or that waits or is parked; past the newest when there is none. Of lanes that
    /// have lapsed only what comes after: what stands before is kept singly (see <c>RetentionTable</c>).
    /// </summary>
    public Seq OldestNeeded(IEnumerable<(int Lane, PartnerSeq Low)> lanes)
    {
        var oldest = reader.Events.Newest().Value + 1;
        foreach (var (lane, low) in lanes)
        {
            var owed = reader.Prepared(
                """
                SELECT seq FROM owed WHERE lane = ?1
                    AND partner_seq > max(?2, (SELECT lapse_until FROM lane WHERE id = ?1)) ORDER BY partner_seq LIMIT 1
                """)
                .Bind(1, lane).Bind(2, low.Value).Scalar();
            oldest = Math.Min(oldest, owed ?? oldest);
        }

        var waiting = reader.Prepared("""
            SELECT min(seq) FROM waiting WHERE lane NOT IN (SELECT id FROM lane WHERE lapse_first > 0)
            """).Scalar();
        var parked = reader.Prepared("""
            SELECT min(seq) FROM parked WHERE code <> 'expired' AND lane NOT IN (SELECT id FROM lane WHERE lapse_first > 0)
            """).Scalar();
        return new Seq(Math.Min(oldest, Math.Min(waiting ?? oldest, parked ?? oldest)));
    }

    /// <summary>Records of which a state is parked in the lane.</summary>
    public List<long> ParkedRecords(int lane)
    {
        var statement = reader.Prepared("SELECT DISTINCT record FROM parked WHERE lane = ?1 AND op <> 4").Bind(1, lane);
        var records = new List<long>();
        while (statement.Step())
        {
            records.Add(statement.Int64(0));
        }

        return records;
    }

    public long ParkedCount(int lane)
        => reader.Prepared("SELECT count(*) FROM parked WHERE lane = ?1").Bind(1, lane).Scalar() ?? 0;

    /// <summary>Audit rows after the number, with their hashes, in order.</summary>
    public List<AuditRow> Audit(long after, int max)
    {
        var statement = reader.Prepared("""
            SELECT row, at, lane, partner_seq, seq, record, op, outcome, code, status, attempts, count, hash FROM audit
            WHERE row > ?1 ORDER BY row LIMIT ?2
            """).Bind(1, after).Bind(2, max);
        var rows = new List<AuditRow>();
        while (statement.Step())
        {
            var entry = new AuditEntry(
                new EventTime(statement.Int64(1)),
                statement.Int32(2),
                new PartnerSeq(statement.Int64(3)),
                new Seq(statement.Int64(4)),
                statement.Int64(5),
                (ChangeOp)statement.Int32(6),
                (Outcome)statement.Int32(7),
                statement.RequiredText(8),
                statement.Int32(9),
                statement.Int32(10),
                statement.Int64(11));
            rows.Add(new AuditRow(statement.Int64(0), entry, statement.Blob(12).ToArray()));
        }

        return rows;
    }

    /// <summary>Up to which event a person has let a lane's deletes through.</summary>
    public Seq DeletesPassed(int lane)
        => new(reader.Prepared("SELECT deletes_passed FROM lane WHERE id = ?1").Bind(1, lane).Scalar() ?? 0);

    /// <summary>Deletes that a lane has made in a table since a time, of events after a number, oldest first.</summary>
    public List<(PartnerSeq Delivery, EventTime At)> DeletesSince(int lane, string table, EventTime since, Seq after)
    {
        // Audit rows stand in the order of their times, so what is older than the window is never read.
        var rows = reader.Prepared("""
            SELECT a.at, a.lane, a.op, a.outcome, a.seq, a.partner_seq, a.record FROM audit a ORDER BY a.row DESC
            """);
        var made = new List<(PartnerSeq Delivery, EventTime At, long Record)>();
        while (rows.Step() && rows.Int64(0) >= since.Micros)
        {
            if (rows.Int32(1) == lane && rows.Int32(2) == (int)ChangeOp.Delete && rows.Int32(3) == (int)Outcome.Delivered
                && rows.Int64(4) > after.Value)
            {
                made.Add((new PartnerSeq(rows.Int64(5)), new EventTime(rows.Int64(0)), rows.Int64(6)));
            }
        }

        rows.Reset();
        made.Reverse();
        return [.. made.Where(m => reader.Reports.Record(m.Record).Topic == table).Select(m => (m.Delivery, m.At))];
    }
}
