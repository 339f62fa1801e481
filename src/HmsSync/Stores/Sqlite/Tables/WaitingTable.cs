using HmsSync.Changes;
using HmsSync.Lanes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Deliveries that failed once, and the later ones of their record, each with its next try.</summary>
internal sealed class WaitingTable(SqliteConnection connection) : IStoreTable
{
    private readonly Statement _put = new(connection, """
        INSERT INTO waiting(lane, partner_seq, seq, op, record, attempts, first_at, next_at, code, replay)
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        ON CONFLICT(lane, partner_seq) DO UPDATE SET op = excluded.op, attempts = excluded.attempts,
            first_at = excluded.first_at, next_at = excluded.next_at, code = excluded.code
        """);

    private readonly Statement _remove = new(connection, "DELETE FROM waiting WHERE lane = ?1 AND partner_seq = ?2");

    public void Put(int lane, in WaitingEntry entry)
        => _put.Bind(1, lane).Bind(2, entry.PartnerSeq.Value).Bind(3, entry.Seq.Value).Bind(4, (long)entry.Op)
            .Bind(5, entry.Record).Bind(6, entry.Attempts).Bind(7, entry.FirstAt.Micros).Bind(8, entry.NextAt.Micros)
            .Bind(9, entry.Code).Bind(10, entry.Replay ? 1 : 0).Execute();

    public void Remove(int lane, PartnerSeq partnerSeq) => _remove.Bind(1, lane).Bind(2, partnerSeq.Value).Execute();

    public void Dispose()
    {
        _put.Dispose();
        _remove.Dispose();
    }
}
