using HmsSync.Feeds.Backfills;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Journal;

/// <summary>One page of a backfill and how far it is then, in one commit: after a crash it goes on where it was.</summary>
/// <param name="append">The page.</param>
/// <param name="row">How the backfill stands after it.</param>
/// <param name="isLast">It has ended.</param>
internal sealed class BackfillWork(AppendWork append, BackfillRow row, bool isLast) : StoreWork
{
    public override int Rows => append.Rows + 1;

    public override void Apply(StoreTransaction transaction)
    {
        append.Apply(transaction);
        var topic = transaction.Names.Topic(row.Table);
        if (isLast)
        {
            transaction.Backfills.Remove(topic, row.Lane);
            if (row.FindsGone)
            {
                transaction.ClaimsKept.ListAgain(topic, transaction.Journal.NextSeq);
            }
        }
        else
        {
            transaction.Backfills.Put(topic, row);
        }
    }

    public override void AfterCommit() => append.AfterCommit();
}
