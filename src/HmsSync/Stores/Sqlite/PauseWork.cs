using HmsSync.Lanes;

namespace HmsSync.Stores.Sqlite;

/// <summary>Pauses lanes so that it survives a restart, or lets them go on with null; all of them or none.</summary>
internal sealed class PauseWork(IReadOnlyList<int> lanes, LanePause? pause) : StoreWork
{
    public override int Rows => lanes.Count;

    public override void Apply(StoreTransaction transaction)
    {
        foreach (var lane in lanes)
        {
            transaction.Lanes.Pause(lane, pause);
        }
    }
}
