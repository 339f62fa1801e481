using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Sdk;

namespace HmsSync.Stores.Sqlite.Reading;

/// <summary>Reads what a lane works on.</summary>
internal sealed class LaneReads(StoreReader reader)
{
    /// <summary>Owed deliveries after the number and up to <paramref name="until"/>, in order, with their events.</summary>
    /// <param name="lane">The lane's number.</param>
    /// <param name="after">The last number read before.</param>
    /// <param name="until">The last number wanted.</param>
    /// <param name="max">At most this many.</param>
    /// <param name="maxBytes">Stops after the delivery that passes this many bytes of fields.</param>
    public List<Delivery> Owed(int lane, PartnerSeq after, PartnerSeq until, int max, int maxBytes)
    {
        var statement = reader.Prepared($"""
            SELECT o.partner_seq, o.op, {EventReads.ColumnsAndKey}
            FROM owed o JOIN journal j ON j.seq = o.seq JOIN record r ON r.id = j.record
            WHERE o.lane = ?1 AND o.partner_seq > ?2 AND o.partner_seq <= ?3 ORDER BY o.partner_seq LIMIT ?4
            """).Bind(1, lane).Bind(2, after.Value).Bind(3, until.Value).Bind(4, max);
        var deliveries = new List<Delivery>();
        var bytes = 0;
        while (bytes < maxBytes && statement.Step())
        {
            var delivery = new Delivery(
                new PartnerSeq(statement.Int64(0)), (ChangeOp)statement.Int32(1), EventReads.Read(reader, statement, 2));
            bytes += delivery.Event.Fields.Length;
            deliveries.Add(delivery);
        }

        statement.Reset();
        return deliveries;
    }

    /// <summary>Owed deliveries after the number whose events the journal has forgotten, in order.</summary>
    public List<WaitingEntry> OwedWithoutEvent(int lane, PartnerSeq after, PartnerSeq until, int max)
    {
        var statement = reader.Prepared("""
            SELECT partner_seq, seq, op, record FROM owed o
            WHERE lane = ?1 AND partner_seq > ?2 AND partner_seq <= ?3
                AND NOT EXISTS(SELECT 1 FROM journal j WHERE j.seq = o.seq)
            ORDER BY partner_seq LIMIT ?4
            """).Bind(1, lane).Bind(2, after.Value).Bind(3, until.Value).Bind(4, max);
        var gone = new List<WaitingEntry>();
        while (statement.Step())
        {
            gone.Add(new WaitingEntry(
                new PartnerSeq(statement.Int64(0)), new Seq(statement.Int64(1)), (ChangeOp)statement.Int32(2),
                statement.Int64(3), 0, default, default, "", false));
        }

        statement.Reset();
        return gone;
    }

    /// <summary>The newest number the journal has given in this lane.</summary>
    public PartnerSeq LastOwed(int lane) => new(reader.Prepared("""
        SELECT max(ifnull((SELECT max(partner_seq) FROM owed WHERE lane = ?1), 0), 
            (SELECT max(low, lapse_until) FROM lane WHERE id = ?1))
        """).Bind(1, lane).Scalar() ?? 0);

    public List<WaitingEntry> Waiting(int lane)
    {
        var statement = reader.Prepared("""
            SELECT partner_seq, seq, op, record, attempts, first_at, next_at, code, replay FROM waiting
            WHERE lane = ?1 ORDER BY partner_seq
            """).Bind(1, lane);
        var entries = new List<WaitingEntry>();
        while (statement.Step())
        {
            entries.Add(new WaitingEntry(
                new PartnerSeq(statement.Int64(0)),
                new Seq(statement.Int64(1)),
                (ChangeOp)statement.Int32(2),
                statement.Int64(3),
                statement.Int32(4),
                new EventTime(statement.Int64(5)),
                new EventTime(statement.Int64(6)),
                statement.RequiredText(7),
                statement.Int32(8) != 0));
        }

        return entries;
    }

    /// <summary>Deliveries to the hub whose tag came back through the hub feed: they are done (engine.md, Cards).</summary>
    public HashSet<long> Applied(int lane)
    {
        var statement = reader.Prepared("SELECT partner_seq FROM applied WHERE lane = ?1").Bind(1, lane);
        var numbers = new HashSet<long>();
        while (statement.Step())
        {
            numbers.Add(statement.Int64(0));
        }

        return numbers;
    }

    /// <summary>Record changes after the number that the lane owes or owed, of one record, in order.</summary>
    public List<Delivery> Later(int lane, PartnerSeq after, long record)
    {
        var statement = reader.Prepared($"""
            SELECT o.partner_seq, o.op, {EventReads.ColumnsAndKey}
            FROM owed o JOIN journal j ON j.seq = o.seq JOIN record r ON r.id = j.record
            WHERE o.lane = ?1 AND o.partner_seq > ?2 AND o.record = ?3 AND o.op <> 4 ORDER BY o.partner_seq
            """).Bind(1, lane).Bind(2, after.Value).Bind(3, record);
        var deliveries = new List<Delivery>();
        while (statement.Step())
        {
            deliveries.Add(new Delivery(
                new PartnerSeq(statement.Int64(0)), (ChangeOp)statement.Int32(1), EventReads.Read(reader, statement, 2)));
        }

        return deliveries;
    }

    /// <summary>Of each record in the range: the op of its first delivery and the number of its newest.</summary>
    public Dictionary<long, (ChangeOp First, PartnerSeq Newest)> NewestOfRecords(int lane, PartnerSeq after, PartnerSeq until)
    {
        var statement = reader.Prepared("""
            SELECT record, op, partner_seq FROM owed
            WHERE lane = ?1 AND partner_seq > ?2 AND partner_seq <= ?3 AND op <> 4 ORDER BY partner_seq
            """).Bind(1, lane).Bind(2, after.Value).Bind(3, until.Value);
        var newest = new Dictionary<long, (ChangeOp First, PartnerSeq Newest)>();
        while (statement.Step())
        {
            var record = statement.Int64(0);
            var first = newest.TryGetValue(record, out var known) ? known.First : (ChangeOp)statement.Int32(1);
            newest[record] = (first, new PartnerSeq(statement.Int64(2)));
        }

        return newest;
    }

    public LaneRow Row(int lane)
    {
        var statement = reader.Prepared("""
            SELECT name, low, done, may_have_started, body, plan, paused_code, paused_by, paused_at, paused_why,
                lapse_first, lapse_until
            FROM lane WHERE id = ?1
            """).Bind(1, lane);
        if (!statement.Step())
        {
            throw new InvalidOperationException($"Lane {lane} has no row.");
        }

        var pause = statement.Text(6) is { } code
            ? new LanePause(code, statement.RequiredText(7), new EventTime(statement.Int64(8)), statement.RequiredText(9))
            : null;
        var row = new LaneRow(
            statement.RequiredText(0),
            LaneProgress.Restore(
                statement.Int64(1),
                statement.Blob(2),
                statement.Int64(3),
                Tables.LanesTable.Range(statement.Int64(10), statement.Int64(11))),
            statement.Int32(4),
            statement.RequiredText(5),
            pause);
        statement.Reset();
        return row;
    }

    /// <summary>The oldest delivery after the number: its number and event; null when nothing is owed after it.</summary>
    public (PartnerSeq Number, Seq Seq)? FirstOwed(int lane, PartnerSeq after)
    {
        var statement = reader.Prepared("""
            SELECT partner_seq, seq FROM owed WHERE lane = ?1 AND partner_seq > ?2 ORDER BY partner_seq LIMIT 1
            """).Bind(1, lane).Bind(2, after.Value);
        (PartnerSeq, Seq)? first = statement.Step()
            ? (new PartnerSeq(statement.Int64(0)), new Seq(statement.Int64(1)))
            : null;
        statement.Reset();
        return first;
    }

    /// <summary>Records after the given one of which states have lapsed; their newest state is still to go.</summary>
    public List<(long Record, RecordName Name)> Lapsed(int lane, long after, int max)
    {
        var statement = reader.Prepared("""
            SELECT l.record, r.topic, r.key FROM lapsed l JOIN record r ON r.id = l.record
            WHERE l.lane = ?1 AND l.record > ?2 ORDER BY l.record LIMIT ?3
            """).Bind(1, lane).Bind(2, after).Bind(3, max);
        var records = new List<(long, RecordName)>();
        while (statement.Step())
        {
            var name = new RecordName(reader.Topic(statement.Int64(1)), new RecordKey(statement.RequiredText(2)));
            records.Add((statement.Int64(0), name));
        }

        return records;
    }

    public long LapsedCount(int lane)
        => reader.Prepared("SELECT count(*) FROM lapsed WHERE lane = ?1").Bind(1, lane).Scalar() ?? 0;

    public LaneCut? Cut(int lane)
    {
        var statement = reader.Prepared("SELECT number, until, at FROM cut WHERE lane = ?1").Bind(1, lane);
        var cut = statement.Step()
            ? new LaneCut(statement.Int64(0), new PartnerSeq(statement.Int64(1)), new EventTime(statement.Int64(2)))
            : null;
        statement.Reset();
        return cut;
    }
}
