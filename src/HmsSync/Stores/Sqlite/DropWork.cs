using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Lanes;

namespace HmsSync.Stores.Sqlite;

/// <summary>Takes parked deliveries away for good, each with its audit row (invariant 10).</summary>
/// <param name="rows">As read before.</param>
/// <param name="code">Why, as a stable code.</param>
/// <param name="now">When it was decided.</param>
internal sealed class DropWork(IReadOnlyList<ParkedRow> rows, string code, EventTime now) : StoreWork
{
    private readonly Dictionary<long, ParkedEnd> _ends = [];

    public override int Rows => rows.Count * 2;

    /// <summary>By the id of the parked row; to be read after the commit.</summary>
    public IReadOnlyDictionary<long, ParkedEnd> Ends => _ends;

    public override void Apply(StoreTransaction transaction)
    {
        _ends.Clear();
        foreach (var row in rows)
        {
            var found = transaction.Parked.Remove(row.Id, row.Count);
            _ends[row.Id] = found ? ParkedEnd.Dropped : ParkedEnd.NotFound;
            if (found)
            {
                transaction.Audit.Append(new AuditEntry(
                    now, row.Lane, row.PartnerSeq, row.Seq, row.Record, row.Op, Outcome.Dropped, code, 0, row.Attempts,
                    row.Count));
            }
        }
    }
}
