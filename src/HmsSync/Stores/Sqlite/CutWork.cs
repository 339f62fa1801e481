using HmsSync.Changes;
using HmsSync.Lanes;

namespace HmsSync.Stores.Sqlite;

/// <summary>Cuts a batch, or ends it with null.</summary>
/// <param name="lane">The lane's number.</param>
/// <param name="cut">The batch.</param>
/// <param name="born">Deliveries that stand for all of a record which the batch begins with its insert.</param>
internal sealed class CutWork(int lane, LaneCut? cut, IReadOnlyList<PartnerSeq> born) : StoreWork
{
    public override int Rows => 1 + born.Count;

    public override void Apply(StoreTransaction transaction)
    {
        if (cut is null)
        {
            transaction.Lanes.EndCut(lane);
            return;
        }

        transaction.Lanes.Cut(lane, cut);
        foreach (var delivery in born)
        {
            transaction.Owed.BecomesInsert(lane, delivery);
        }
    }
}
