using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Sdk;

namespace HmsSync.Stores.Sqlite.Reading;

/// <summary>Reads what came of deliveries, newest first.</summary>
internal sealed class DeliveryReads(StoreReader reader)
{
    /// <summary>Invariant 11: audit rows that are looked through, from the newest on.</summary>
    public const int MostLookedAt = 1_000_000;

    /// <summary>What holds the lane; null: nothing does.</summary>
    public LaneHold? Hold(int lane)
    {
        var statement = reader.Prepared("SELECT why, until, trips, slowed FROM held WHERE lane = ?1").Bind(1, lane);
        var hold = statement.Step()
            ? new LaneHold(
                statement.RequiredText(0), new EventTime(statement.Int64(1)), statement.Int32(2), statement.Int32(3) != 0)
            : null;
        statement.Reset();
        return hold;
    }

    /// <summary>The <c>traceparent</c> that an event came with; null: none.</summary>
    public string? Trace(Seq seq)
    {
        var statement = reader.Prepared("SELECT parent FROM trace WHERE seq = ?1").Bind(1, seq.Value);
        var parent = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        return parent;
    }

    /// <summary>The tries of one delivery that are still known, oldest first.</summary>
    public List<Attempt> Attempts(int lane, PartnerSeq partnerSeq)
    {
        var statement = reader.Prepared("""
            SELECT at, number, code, status, took, detail, answer FROM attempt WHERE lane = ?1 AND partner_seq = ?2 ORDER BY n
            """).Bind(1, lane).Bind(2, partnerSeq.Value);
        var attempts = new List<Attempt>();
        while (statement.Step())
        {
            attempts.Add(new Attempt
            {
                At = new EventTime(statement.Int64(0)),
                PartnerSeq = partnerSeq,
                Number = statement.Int32(1),
                Code = statement.RequiredText(2),
                Status = statement.Int32(3),
                Took = TimeSpan.FromMicroseconds(statement.Int64(4)),
                Detail = statement.Text(5),
                Answer = statement.Blob(6).ToArray(),
            });
        }

        return attempts;
    }

    /// <summary>Audit rows, newest first.</summary>
    /// <param name="lane">Of this lane; 0: of all.</param>
    /// <param name="record">Of this record; 0: of all.</param>
    /// <param name="topic">Of this table or topic; 0: of all.</param>
    /// <param name="partnerSeq">With this number; 0: with any.</param>
    /// <param name="from">Not older.</param>
    /// <param name="to">Not newer.</param>
    /// <param name="max">At most this many.</param>
    public List<AuditEntry> Ended(int lane, long record, long topic, PartnerSeq partnerSeq, EventTime from, EventTime to, int max)
    {
        var statement = reader.Prepared("""
            SELECT at, lane, partner_seq, seq, record, op, outcome, code, status, attempts, count FROM audit
            WHERE row > (SELECT max(row) FROM audit) - ?8 AND (?1 = 0 OR lane = ?1) AND (?2 = 0 OR record = ?2)
                AND (?3 = 0 OR record IN (SELECT id FROM record WHERE topic = ?3)) AND (?4 = 0 OR partner_seq = ?4)
                AND at >= ?5 AND at <= ?6
            ORDER BY row DESC LIMIT ?7
            """).Bind(1, lane).Bind(2, record).Bind(3, topic).Bind(4, partnerSeq.Value).Bind(5, from.Micros).Bind(6, to.Micros)
            .Bind(7, max).Bind(8, MostLookedAt);
        var rows = new List<AuditEntry>();
        while (statement.Step())
        {
            rows.Add(new AuditEntry(
                new EventTime(statement.Int64(0)),
                statement.Int32(1),
                new PartnerSeq(statement.Int64(2)),
                new Seq(statement.Int64(3)),
                statement.Int64(4),
                (ChangeOp)statement.Int32(5),
                (Outcome)statement.Int32(6),
                statement.RequiredText(7),
                statement.Int32(8),
                statement.Int32(9),
                statement.Int64(10)));
        }

        return rows;
    }

    /// <summary>The numbers of all lanes.</summary>
    public List<int> Lanes()
    {
        var statement = reader.Prepared("SELECT id FROM lane ORDER BY id");
        var lanes = new List<int>();
        while (statement.Step())
        {
            lanes.Add(statement.Int32(0));
        }

        return lanes;
    }

    /// <summary>The number of a table or topic; 0: there is none of this name.</summary>
    public long TopicId(string name)
        => reader.Prepared("SELECT id FROM topic WHERE name = ?1").Bind(1, name).Scalar() ?? 0;

    /// <summary>The number of a record; 0: none with this key.</summary>
    public long RecordId(long topic, string key)
        => reader.Prepared("SELECT id FROM record WHERE topic = ?1 AND key = ?2").Bind(1, topic).Bind(2, key).Scalar() ?? 0;

    /// <summary>The key of any record of the topic: it shows how keys look there. Null: there is none.</summary>
    public string? AnyKey(long topic)
    {
        var statement = reader.Prepared("SELECT key FROM record WHERE topic = ?1 LIMIT 1").Bind(1, topic);
        var key = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        return key;
    }
}
