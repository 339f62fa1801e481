using HmsSync.Lanes;

namespace HmsSync.Stores.Sqlite;

/// <summary>Cuts a batch, or ends it with null.</summary>
internal sealed class CutWork(int lane, LaneCut? cut) : StoreWork
{
    public override int Rows => 1;

    public override void Apply(StoreTransaction transaction)
    {
        if (cut is null)
        {
            transaction.Lanes.EndCut(lane);
        }
        else
        {
            transaction.Lanes.Cut(lane, cut);
        }
    }
}
