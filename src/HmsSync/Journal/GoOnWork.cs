using HmsSync.Feeds.Backfills;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Journal;

/// <summary>The hub feed goes on from a new position, and tables are read whole from there: in one commit.</summary>
/// <param name="move">Null: only a backfill was asked for, and the feed stays where it is.</param>
/// <param name="backfills">What is read.</param>
internal sealed class GoOnWork(FeedMove? move, IReadOnlyList<BackfillRow> backfills) : StoreWork
{
    public override int Rows => 1 + backfills.Count;

    public override void Apply(StoreTransaction transaction)
    {
        if (move is not null)
        {
            transaction.Journal.MovePosition(move.Source, move.Position);
        }

        foreach (var row in backfills)
        {
            var topic = transaction.Names.Topic(row.Table);
            transaction.Backfills.Put(topic, row);
            if (row.FindsGone)
            {
                // Invariant 4: the tag of a write of ours may be among what was missed; nothing may wait for it for ever.
                transaction.Mirror.PassedAll(topic, transaction.Journal.NextSeq);
            }
        }
    }
}
