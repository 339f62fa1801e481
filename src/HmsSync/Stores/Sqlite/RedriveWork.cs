using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Lanes;

namespace HmsSync.Stores.Sqlite;

/// <summary>Drives parked deliveries again: the parked row gives way to a waiting row, with its audit row, in one commit.</summary>
internal sealed class RedriveWork(IReadOnlyList<RedriveItem> items, EventTime now) : StoreWork
{
    private readonly Dictionary<long, ParkedEnd> _ends = [];

    public override int Rows => items.Count * 3;

    /// <summary>By the id of the parked row; to be read after the commit.</summary>
    public IReadOnlyDictionary<long, ParkedEnd> Ends => _ends;

    public override void Apply(StoreTransaction transaction)
    {
        _ends.Clear();
        foreach (var item in items)
        {
            _ends[item.Row.Id] = Apply(transaction, item);
        }
    }

    private ParkedEnd Apply(StoreTransaction transaction, RedriveItem item)
    {
        var row = item.Row;
        if (!transaction.Parked.Remove(row.Id))
        {
            return ParkedEnd.NotFound;
        }

        var (outcome, code) = item.Entry is null ? (Outcome.Superseded, "newer_state") : (Outcome.Redriven, "operator");
        transaction.Audit.Append(new AuditEntry(
            now, row.Lane, row.PartnerSeq, row.Seq, row.Record, row.Op, outcome, code, 0, row.Attempts));
        if (item.Entry is not { } entry)
        {
            return ParkedEnd.Superseded;
        }

        transaction.Waiting.Put(row.Lane, entry with { NextAt = now });
        return ParkedEnd.Queued;
    }
}

/// <param name="Row">The parked delivery.</param>
/// <param name="Entry">How it waits; null: a newer state of its record stands for it.</param>
internal readonly record struct RedriveItem(ParkedRow Row, WaitingEntry? Entry);

/// <summary>What became of a parked delivery that a person acted on.</summary>
internal enum ParkedEnd
{
    NotFound,
    Queued,
    Superseded,
    Dropped,
}
