using System.Runtime.InteropServices;
using HmsSync.Audit;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Appends audit rows and carries the chain; both go back with a rollback (invariant 10).</summary>
internal sealed class AuditTable : IStoreTable
{
    private readonly Statement _insert;
    private readonly byte[] _head = new byte[AuditChain.HashBytes];
    private readonly byte[] _committedHead;
    private readonly Dictionary<(int Lane, Outcome Outcome), long> _counts = [];
    private long _row;
    private long _committedRow;

    public AuditTable(SqliteConnection connection)
    {
        using var epoch = new Statement(connection, StoreChecks.ReadGenesis);
        AuditChain.Genesis(epoch.Step() ? epoch.RequiredText(0) : "").CopyTo(_head, 0);
        epoch.Reset();
        using var last = new Statement(connection, "SELECT row, hash FROM audit ORDER BY row DESC LIMIT 1");
        if (last.Step())
        {
            _row = last.Int64(0);
            last.Blob(1).CopyTo(_head);
            last.Reset();
        }

        _committedRow = _row;
        _committedHead = [.. _head];
        _insert = new Statement(connection, """
            INSERT INTO audit(row, at, lane, partner_seq, seq, record, op, outcome, code, status, attempts, count, hash)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            """);
    }

    /// <summary>
    /// Told after each commit for how many deliveries its rows stand, by lane and outcome. In the writer; short, never throws.
    /// </summary>
    public Action<IReadOnlyDictionary<(int Lane, Outcome Outcome), long>>? Counted { get; set; }

    public void Append(in AuditEntry entry)
    {
        _row++;
        AuditChain.Hash(_head, _row, entry, _head);
        _insert.Bind(1, _row).Bind(2, entry.At.Micros).Bind(3, entry.Lane).Bind(4, entry.PartnerSeq.Value)
            .Bind(5, entry.Seq.Value).Bind(6, entry.Record).Bind(7, (long)entry.Op).Bind(8, (long)entry.Outcome)
            .Bind(9, entry.Code).Bind(10, entry.Status).Bind(11, entry.Attempts).Bind(12, entry.Count)
            .Bind(13, (ReadOnlySpan<byte>)_head).Execute();
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, (entry.Lane, entry.Outcome), out _) += entry.Count;
    }

    public void Committed()
    {
        _committedRow = _row;
        _head.CopyTo(_committedHead, 0);
        if (_counts.Count > 0)
        {
            Counted?.Invoke(_counts);
            _counts.Clear();
        }
    }

    public void RolledBack()
    {
        _row = _committedRow;
        _committedHead.CopyTo(_head, 0);
        _counts.Clear();
    }

    public void Dispose() => _insert.Dispose();
}
