using HmsSync.Changes;
using HmsSync.Sdk;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>
/// What the journal owes to each lane, numbered per lane without holes; the only source of <c>partner_seq</c>.
/// </summary>
internal sealed class OwedTable : IStoreTable
{
    private readonly Dictionary<int, long> _last = [];
    private readonly Dictionary<int, long> _before = [];
    private readonly Statement _insert;
    private readonly Statement _op;

    public OwedTable(SqliteConnection connection)
    {
        using var lanes = new Statement(connection, """
            SELECT l.id, max(l.low, l.lapse_until, ifnull((SELECT max(o.partner_seq) FROM owed o WHERE o.lane = l.id), 0)) FROM lane l
            """);
        while (lanes.Step())
        {
            _last[lanes.Int32(0)] = lanes.Int64(1);
        }

        _insert = new Statement(
            connection, "INSERT INTO owed(lane, partner_seq, seq, op, record) VALUES(?1, ?2, ?3, ?4, ?5)");
        _op = new Statement(connection, "UPDATE owed SET op = ?3 WHERE lane = ?1 AND partner_seq = ?2");
    }

    public PartnerSeq Append(int lane, Seq seq, ChangeOp op, long record)
    {
        var last = _last.GetValueOrDefault(lane);
        _before.TryAdd(lane, last);
        _last[lane] = ++last;
        _insert.Bind(1, lane).Bind(2, last).Bind(3, seq.Value).Bind(4, (long)op).Bind(5, record).Execute();
        return new PartnerSeq(last);
    }

    /// <summary>A delivery that stands for older ones tells the partner what they would have told (insert).</summary>
    public void SetOp(int lane, PartnerSeq partnerSeq, ChangeOp op)
        => _op.Bind(1, lane).Bind(2, partnerSeq.Value).Bind(3, (long)op).Execute();

    /// <summary>The newest number of a lane, committed or about to be.</summary>
    public PartnerSeq Last(int lane) => new(_last.GetValueOrDefault(lane));

    public void Committed() => _before.Clear();

    public void RolledBack()
    {
        foreach (var (lane, last) in _before)
        {
            _last[lane] = last;
        }

        _before.Clear();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _op.Dispose();
    }
}
