using HmsSync.Changes;
using HmsSync.Lanes;

namespace HmsSync.Stores.Sqlite.Reading;

/// <summary>Reads links.</summary>
internal sealed class LinkReads(StoreReader reader)
{
    /// <summary>What is known of the record at the partner; <see cref="LinkRow.None"/>: they have never met.</summary>
    public LinkRow One(int lane, long record)
    {
        var row = reader.Prepared("""
            SELECT fields, version, partner_key, gone, incarnation, revision, base_at, awaits, passed, held FROM mirror
            WHERE lane = ?1 AND record = ?2
            """).Bind(1, lane).Bind(2, record);
        var link = row.Step() ? Read(row) : LinkRow.None;
        row.Reset();
        return link;
    }

    /// <summary>The hub key of the record that the partner knows by its own key; none: it is linked to none.</summary>
    public RecordKey HubKeyOf(int lane, string table, string partnerKey)
    {
        var row = reader.Prepared("""
            SELECT r.key FROM mirror m JOIN record r ON r.id = m.record
            WHERE m.lane = ?1 AND m.topic = (SELECT id FROM topic WHERE name = ?2) AND m.partner_key = ?3
            """).Bind(1, lane).Bind(2, table).Bind(3, partnerKey);
        var key = row.Step() ? new RecordKey(row.RequiredText(0)) : RecordKey.None;
        row.Reset();
        return key;
    }

    /// <summary>Records of a table that the partner holds.</summary>
    public long Count(int lane, string table) => reader.Prepared("""
        SELECT count(*) FROM mirror WHERE lane = ?1 AND topic = (SELECT id FROM topic WHERE name = ?2) AND gone = 0
        """).Bind(1, lane).Bind(2, table).Scalar() ?? 0;

    /// <summary>The hub change that a delivery to the hub made, when its tag came back through the hub feed; null: it has not.</summary>
    public JournaledEvent? Applied(int hubLane, PartnerSeq delivery)
        => reader.Prepared("SELECT seq FROM applied WHERE lane = ?1 AND partner_seq = ?2")
            .Bind(1, hubLane).Bind(2, delivery.Value).Scalar() is { } seq
            ? reader.Events.One(new Seq(seq))
            : null;

    /// <summary>A delivery to the hub wrote the record, its tag came back, and it is not settled.</summary>
    public bool IsBeingLinked(int hubLane, long record)
    {
        var progress = reader.Lanes.Row(hubLane).Progress;
        var rows = reader.Prepared("""
            SELECT partner_seq, 0 FROM applied WHERE lane = ?1 AND partner_seq > ?2 AND record = ?3
            UNION ALL SELECT a.partner_seq, 1 FROM waiting w JOIN applied a ON a.lane = w.lane AND a.partner_seq = w.partner_seq
            WHERE w.lane = ?1 AND a.record = ?3
            """).Bind(1, hubLane).Bind(2, progress.Low.Value).Bind(3, record);
        var isOpen = false;
        while (rows.Step())
        {
            isOpen |= rows.Int32(1) == 1 || !progress.IsDone(new PartnerSeq(rows.Int64(0)));
        }

        return isOpen;
    }

    /// <summary>Fields whose value of the partner's lost by a delivery that is not settled, with that value.</summary>
    public List<(string Field, byte[] Value)> NotedLosers(int hubLane, Seq seq)
    {
        var rows = reader.Prepared("""
            SELECT c.field, c.partner_value FROM conflict c
            WHERE c.lane = ?1 AND c.seq = ?2 AND c.state = 'noted' AND c.winner IN ('', 'hms')
                AND c.record = (SELECT record FROM journal WHERE seq = ?2)
            """).Bind(1, hubLane).Bind(2, seq.Value);
        var losers = new List<(string Field, byte[] Value)>();
        while (rows.Step())
        {
            losers.Add((rows.RequiredText(0), rows.Blob(1).ToArray()));
        }

        return losers;
    }

    /// <summary>What the feed has shown of a record's claim; null: nothing since the claim is kept.</summary>
    public ClaimedRow? Claimed(string table, RecordKey key, string claim)
    {
        if (reader.Rows.RecordId(table, key) is not { } record)
        {
            return null;
        }

        var row = reader.Prepared("SELECT at, seq, source, mark, was FROM claimed WHERE record = ?1 AND claim = ?2")
            .Bind(1, record).Bind(2, claim);
        var claimed = row.Step()
            ? new ClaimedRow(
                new EventTime(row.Int64(0)), new Seq(row.Int64(1)), new Participant(reader.Participant(row.Int64(2))), row.RequiredText(3),
                row.Blob(4).ToArray())
            : null;
        row.Reset();
        return claimed;
    }

    /// <summary>
    /// The claim's overlaps that nobody judged must be listed: those from before the claim (0), or before that change as well, for some
    /// before it were missed. Null: they are listed.
    /// </summary>
    public Seq? OverlapsOwed(string table, string claim)
    {
        var listed = reader.Prepared("""
            SELECT listed FROM claim_kept WHERE topic = (SELECT id FROM topic WHERE name = ?1) AND claim = ?2
            """).Bind(1, table).Bind(2, claim).Scalar() ?? 0;
        return listed == 1 ? null : new Seq(listed);
    }

    /// <summary>Until when a person has looked at who lost by the claim; 0: never.</summary>
    public EventTime LosersPassed(string table, string claim) => new(reader.Prepared("""
        SELECT passed FROM claim_kept WHERE topic = (SELECT id FROM topic WHERE name = ?1) AND claim = ?2
        """).Bind(1, table).Bind(2, claim).Scalar() ?? 0);

    /// <summary>Records that are held because they swing, by the lane to the partner.</summary>
    public List<(int Lane, long Record)> Swinging()
    {
        var rows = reader.Prepared("SELECT lane, record FROM swinging");
        var held = new List<(int Lane, long Record)>();
        while (rows.Step())
        {
            held.Add((rows.Int32(0), rows.Int64(1)));
        }

        return held;
    }

    /// <summary>When losers of a claim were written down since a time, oldest first.</summary>
    public List<EventTime> LosersSince(string table, string claim, EventTime since)
    {
        var rows = reader.Prepared("""
            SELECT min(c.at) FROM conflict c JOIN record r ON r.id = c.record JOIN topic t ON t.id = r.topic
            WHERE c.claim = ?1 AND t.name = ?2 AND c.at >= ?3 AND c.state <> 'noted' AND c.seq > 0
            GROUP BY c.lane, c.seq, c.record ORDER BY 1
            """).Bind(1, claim).Bind(2, table).Bind(3, since.Micros);
        var losers = new List<EventTime>();
        while (rows.Step())
        {
            losers.Add(new EventTime(rows.Int64(0)));
        }

        return losers;
    }

    /// <summary>Records of deliveries that were tried, or may have been, and are not settled.</summary>
    public HashSet<long> MayHaveGone(int lane)
    {
        var progress = reader.Lanes.Row(lane).Progress;
        var rows = reader.Prepared("""
            SELECT record, partner_seq, 0 FROM owed WHERE lane = ?1 AND op <> 4 AND partner_seq > ?2 AND partner_seq <= ?3
            UNION ALL SELECT record, partner_seq, 1 FROM waiting WHERE lane = ?1 AND op <> 4 AND attempts > 0
            """).Bind(1, lane).Bind(2, progress.Low.Value).Bind(3, progress.MayHaveStarted.Value);
        var tried = new HashSet<long>();
        while (rows.Step())
        {
            if (rows.Int32(2) == 1 || !progress.IsDone(new PartnerSeq(rows.Int64(1))))
            {
                tried.Add(rows.Int64(0));
            }
        }

        return tried;
    }

    private static LinkRow Read(Statement row) => new()
    {
        Fields = row.Int64(3) == 1 ? default : row.Blob(0).ToArray(),
        Version = row.Text(1),
        PartnerKey = row.Text(2),
        Incarnation = row.Int32(4),
        Revision = row.Int32(5),
        BaseAt = new EventTime(row.Int64(6)),
        Awaits = new PartnerSeq(row.Int64(7)),
        Passed = new Seq(row.Int64(8)),
        Held = row.RequiredText(9).Split('\n', StringSplitOptions.RemoveEmptyEntries),
    };
}
