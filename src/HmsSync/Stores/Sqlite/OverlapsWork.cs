using HmsSync.Changes;
using HmsSync.Resolve;

namespace HmsSync.Stores.Sqlite;

/// <summary>Lists records that stand where too many stand and that nobody judged; each stands in one open row.</summary>
/// <param name="now">When they were found.</param>
/// <param name="lane">The lane that checks claims.</param>
/// <param name="table">Hub table.</param>
/// <param name="rows">The record and what is open about it.</param>
/// <param name="claim">Whose overlaps are all listed with these.</param>
/// <param name="missed">What was owed when they were looked for.</param>
internal sealed class OverlapsWork(
    EventTime now, int lane, string table, IReadOnlyList<(RecordKey Key, FieldConflict Conflict)> rows, string claim, Seq missed)
    : StoreWork
{
    public override int Rows => rows.Count + 1;

    public override void Apply(StoreTransaction transaction)
    {
        var topic = transaction.Names.Topic(table);
        foreach (var (key, conflict) in rows)
        {
            transaction.Conflicts.Settle(now, lane, default, transaction.Records.Id(topic, key), [conflict]);
        }

        transaction.ClaimsKept.Listed(topic, claim, missed);
    }
}
