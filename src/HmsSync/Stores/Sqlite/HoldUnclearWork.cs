using HmsSync.Changes;
using HmsSync.Resolve;

namespace HmsSync.Stores.Sqlite;

/// <summary>Opens a conflict for each hub record that could be several of a partner's, unless one stands or somebody has decided.</summary>
/// <param name="now">When it was found.</param>
/// <param name="lane">The lane to the partner.</param>
/// <param name="records">Table and key of each, with its conflict.</param>
internal sealed class HoldUnclearWork(
    EventTime now, int lane, IReadOnlyList<(RecordName Name, FieldConflict Conflict)> records) : StoreWork
{
    public override int Rows => records.Count;

    public override void Apply(StoreTransaction transaction)
    {
        foreach (var (name, conflict) in records)
        {
            var record = transaction.Records.Id(transaction.Names.Topic(name.Table), name.Key);
            transaction.Conflicts.Settle(now, lane, default, record, [conflict]);
        }
    }
}
