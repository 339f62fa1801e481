namespace HmsSync.Stores.Sqlite;

/// <summary>A record is held because it swings, or a person lets all of a partner's go on.</summary>
/// <param name="lane">The lane to the partner.</param>
/// <param name="record">The store's number of it; null: all go on.</param>
internal sealed class SwingWork(int lane, long? record) : StoreWork
{
    public override int Rows => 1;

    public override void Apply(StoreTransaction transaction)
    {
        if (record is { } held)
        {
            transaction.Swinging.Hold(lane, held);
        }
        else
        {
            transaction.Swinging.GoOn(lane);
        }
    }
}
