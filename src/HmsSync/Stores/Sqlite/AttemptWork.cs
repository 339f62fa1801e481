using HmsSync.Lanes;

namespace HmsSync.Stores.Sqlite;

/// <summary>Puts tries into the delivery log.</summary>
internal sealed class AttemptWork(int lane, IReadOnlyList<Attempt> attempts) : StoreWork
{
    public override int Rows => attempts.Count;

    public override void Apply(StoreTransaction transaction)
    {
        foreach (var attempt in attempts)
        {
            transaction.Attempts.Put(lane, attempt);
        }
    }
}
