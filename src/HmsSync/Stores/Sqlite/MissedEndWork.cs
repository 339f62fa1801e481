namespace HmsSync.Stores.Sqlite;

/// <summary>Records that were missing are so no more, or that they are gone has been journaled.</summary>
/// <param name="lane">The lane to the partner.</param>
/// <param name="forgotten">Count from 0.</param>
/// <param name="told">Are not told again while they are missing.</param>
internal sealed class MissedEndWork(int lane, IReadOnlyList<long> forgotten, IReadOnlyList<long> told) : StoreWork
{
    public override int Rows => forgotten.Count + told.Count;

    public override void Apply(StoreTransaction transaction)
    {
        foreach (var record in forgotten)
        {
            transaction.Listing.Forget(lane, record);
        }

        foreach (var record in told)
        {
            transaction.Listing.Told(lane, record);
        }
    }
}
