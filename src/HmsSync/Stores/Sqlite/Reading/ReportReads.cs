using HmsSync.Changes;
using HmsSync.Lanes;

namespace HmsSync.Stores.Sqlite.Reading;

/// <summary>Reads what operators are shown of lanes, parked deliveries and conflicts.</summary>
internal sealed class ReportReads(StoreReader reader)
{
    private const string ConflictColumns
        = "id, at, lane, seq, record, field, rule, state, winner, hub_value, partner_value, base, hub_at, partner_at, why, claim";

    /// <summary>The lane's name; empty when there is none.</summary>
    public string LaneName(int lane)
    {
        var statement = reader.Prepared("SELECT name FROM lane WHERE id = ?1").Bind(1, lane);
        var name = statement.Step() ? statement.RequiredText(0) : "";
        statement.Reset();
        return name;
    }

    /// <summary>The lane's number; null when there is none of this name.</summary>
    public int? LaneId(string name) => (int?)reader.Prepared("SELECT id FROM lane WHERE name = ?1").Bind(1, name).Scalar();

    public ParkedRow? ParkedOne(long id)
    {
        var rows = reader.Rows.Parked(0, id - 1, 1);
        return rows.Count > 0 && rows[0].Id == id ? rows[0] : null;
    }

    /// <summary>Ids of parked states of which a newer one of the same record is owed in the lane, settled or not.</summary>
    public HashSet<long> ParkedWithNewer(int lane)
    {
        // One pass over what is owed behind the oldest parked one; retention keeps all of it while that is parked.
        var statement = reader.Prepared("""
            SELECT DISTINCT p.id FROM owed o CROSS JOIN parked p
            WHERE o.lane = ?1 AND o.partner_seq > (SELECT min(partner_seq) FROM parked WHERE lane = ?1) AND o.op <> 4
                AND p.lane = ?1 AND p.record = o.record AND p.op <> 4 AND o.partner_seq > p.partner_seq
            """).Bind(1, lane);
        var ids = new HashSet<long>();
        while (statement.Step())
        {
            ids.Add(statement.Int64(0));
        }

        return ids;
    }

    /// <summary>Code of the delivery that failed last and is tried again; null: none.</summary>
    public string? LastFailure(int lane)
    {
        var statement = reader.Prepared("""
            SELECT code FROM waiting WHERE lane = ?1 AND attempts > 0 ORDER BY next_at DESC LIMIT 1
            """).Bind(1, lane);
        var code = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        return code;
    }

    /// <summary>Topic and key of a record.</summary>
    public (string Topic, RecordKey Key) Record(long id)
    {
        var statement = reader.Prepared("SELECT topic, key FROM record WHERE id = ?1").Bind(1, id);
        var record = statement.Step()
            ? (reader.Topic(statement.Int64(0)), new RecordKey(statement.RequiredText(1)))
            : ("", RecordKey.None);
        statement.Reset();
        return record;
    }

    /// <summary>Conflict rows after the id, in order; open and decided ones, or all.</summary>
    public List<ConflictRow> Conflicts(bool all, long after, int max) => Rows(reader.Prepared($"""
        SELECT {ConflictColumns} FROM conflict
        WHERE state <> 'noted' AND (?1 = 1 OR state IN ('open', 'decided')) AND id > ?2 ORDER BY id LIMIT ?3
        """).Bind(1, all ? 1 : 0).Bind(2, after).Bind(3, max));

    /// <summary>One conflict; null: there is none with this id.</summary>
    public ConflictRow? Conflict(long id) => Rows(reader.Prepared(
        $"SELECT {ConflictColumns} FROM conflict WHERE state <> 'noted' AND id = ?1").Bind(1, id)).FirstOrDefault();

    /// <summary>All that one delivery met, in order.</summary>
    public List<ConflictRow> ConflictsOf(int lane, Seq seq) => Rows(reader.Prepared($"""
        SELECT {ConflictColumns} FROM conflict WHERE state <> 'noted' AND lane = ?1 AND seq = ?2 ORDER BY id
        """).Bind(1, lane).Bind(2, seq.Value));

    /// <summary>Open conflicts of before a time, after the id, in order.</summary>
    public List<ConflictRow> OpenBefore(EventTime before, long after, int max) => Rows(reader.Prepared($"""
        SELECT {ConflictColumns} FROM conflict WHERE state = 'open' AND at <= ?1 AND id > ?2 ORDER BY id LIMIT ?3
        """).Bind(1, before.Micros).Bind(2, after).Bind(3, max));

    private static List<ConflictRow> Rows(Statement statement)
    {
        var rows = new List<ConflictRow>();
        while (statement.Step())
        {
            rows.Add(new ConflictRow
            {
                Id = statement.Int64(0),
                At = new EventTime(statement.Int64(1)),
                Lane = statement.Int32(2),
                Seq = new Seq(statement.Int64(3)),
                Record = statement.Int64(4),
                Field = statement.RequiredText(5),
                Rule = statement.RequiredText(6),
                State = statement.RequiredText(7),
                Winner = statement.RequiredText(8),
                HubValue = statement.Blob(9).ToArray(),
                PartnerValue = statement.Blob(10).ToArray(),
                Base = statement.Blob(11).ToArray(),
                HubAt = new EventTime(statement.Int64(12)),
                PartnerAt = new EventTime(statement.Int64(13)),
                Why = statement.RequiredText(14),
                Claim = statement.RequiredText(15),
            });
        }

        return rows;
    }
}
