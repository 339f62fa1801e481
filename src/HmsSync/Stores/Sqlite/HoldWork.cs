using HmsSync.Lanes;

namespace HmsSync.Stores.Sqlite;

/// <summary>Keeps what holds a lane over restarts; null: nothing does any more.</summary>
internal sealed class HoldWork(int lane, LaneHold? hold) : StoreWork
{
    public override int Rows => 1;

    public override void Apply(StoreTransaction transaction) => transaction.Attempts.Hold(lane, hold);
}
