using HmsSync.Lanes;

namespace HmsSync.Stores.Sqlite;

/// <summary>Pauses a lane so that it survives a restart, or lets it go on with null.</summary>
internal sealed class PauseWork(int lane, LanePause? pause) : StoreWork
{
    public override int Rows => 1;

    public override void Apply(StoreTransaction transaction) => transaction.Lanes.Pause(lane, pause);
}
