using HmsSync.Lanes;

namespace HmsSync.Stores.Sqlite;

/// <summary>
/// Pauses lanes so that it survives a restart, or lets them go on; all of them or none, but where something was decided
/// later.
/// </summary>
internal sealed class PauseWork(IReadOnlyList<PauseDecision> decisions) : StoreWork
{
    public override int Rows => decisions.Count;

    public override void Apply(StoreTransaction transaction)
    {
        foreach (var decision in decisions.Where(decision => decision.Order.MayStore(decision.Turn)))
        {
            transaction.Lanes.Pause(decision.Lane, decision.Pause);
        }
    }
}
