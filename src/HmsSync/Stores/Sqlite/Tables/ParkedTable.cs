using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Sdk;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Deliveries that need a person. A row goes only when it is redriven, dropped or superseded, each audited.</summary>
internal sealed class ParkedTable(SqliteConnection connection) : IStoreTable
{
    private readonly Statement _put = new(connection, """
        INSERT INTO parked(lane, partner_seq, seq, op, record, code, detail, attempts, at, until, count)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        """);

    private readonly Statement _remove = new(connection, "DELETE FROM parked WHERE lane = ?1 AND partner_seq = ?2");

    private readonly Statement _removeId = new(connection, "DELETE FROM parked WHERE id = ?1 RETURNING id");

    private readonly Statement _count = new(connection, "SELECT count FROM parked WHERE id = ?1");

    private readonly Statement _grow = new(connection, """
        UPDATE parked SET until = ?2, count = count + ?3
        WHERE id = (SELECT max(id) FROM parked WHERE lane = ?1 AND code = 'expired') RETURNING id
        """);

    private readonly Statement _older = new(connection, """
        SELECT id, partner_seq, seq, op, code, attempts, at FROM parked
        WHERE lane = ?1 AND record = ?2 AND partner_seq < ?3 AND op <> 4 AND count = 1
        """);

    /// <summary>Parked states of the record that are older than the number.</summary>
    public List<ParkedRow> OlderOf(int lane, long record, PartnerSeq than)
    {
        var rows = new List<ParkedRow>();
        _older.Bind(1, lane).Bind(2, record).Bind(3, than.Value);
        while (_older.Step())
        {
            var number = new PartnerSeq(_older.Int64(1));
            rows.Add(new ParkedRow(
                _older.Int64(0), lane, number, number, new Seq(_older.Int64(2)), (ChangeOp)_older.Int32(3), record,
                _older.RequiredText(4), null, _older.Int32(5), new EventTime(_older.Int64(6)), 1));
        }

        return rows;
    }

    /// <summary>
    /// Business events that lapsed: one row stands for all of the lane, and grows until a person drops it. Which numbers they
    /// are is in the audit rows.
    /// </summary>
    public void PutExpired(in ParkedRow row)
    {
        var grown = _grow.Bind(1, row.Lane).Bind(2, row.Until.Value).Bind(3, row.Count).Step();
        if (!grown)
        {
            Put(row);
            return;
        }

        _grow.Execute();
    }

    public void Put(in ParkedRow row)
        => _put.Bind(1, row.Lane).Bind(2, row.PartnerSeq.Value).Bind(3, row.Seq.Value).Bind(4, (long)row.Op)
            .Bind(5, row.Record).Bind(6, row.Code).Bind(7, row.Detail).Bind(8, row.Attempts).Bind(9, row.At.Micros)
            .Bind(10, row.Until.Value).Bind(11, row.Count).Execute();

    public void Remove(int lane, PartnerSeq partnerSeq) => _remove.Bind(1, lane).Bind(2, partnerSeq.Value).Execute();

    /// <summary>False: it is not there any more, or stands for more deliveries than it did.</summary>
    public bool Remove(long id, long count) => _count.Bind(1, id).Scalar() == count && Remove(id);

    /// <summary>False: it is not there any more.</summary>
    public bool Remove(long id)
    {
        var found = _removeId.Bind(1, id).Step();
        if (found)
        {
            _removeId.Execute();
        }

        return found;
    }

    public void Dispose()
    {
        _put.Dispose();
        _removeId.Dispose();
        _count.Dispose();
        _older.Dispose();
        _grow.Dispose();
        _remove.Dispose();
    }
}
