using HmsSync.Changes;

namespace HmsSync.Stores.Sqlite;

/// <summary>A person has let the deletes through that lanes were held for: those of events up to a number.</summary>
internal sealed class PassDeletesWork(IReadOnlyList<int> lanes, Seq upTo) : StoreWork
{
    public override int Rows => lanes.Count;

    public override void Apply(StoreTransaction transaction)
    {
        foreach (var lane in lanes)
        {
            transaction.Lanes.PassDeletes(lane, upTo);
        }
    }
}
