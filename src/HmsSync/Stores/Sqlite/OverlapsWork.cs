using HmsSync.Changes;
using HmsSync.Resolve;

namespace HmsSync.Stores.Sqlite;

/// <summary>Lists records that stood in a place too many before its claim was kept; each stands in one open row.</summary>
/// <param name="now">When they were found.</param>
/// <param name="lane">The lane that checks claims.</param>
/// <param name="table">Hub table.</param>
/// <param name="rows">The record and what is open about it.</param>
/// <param name="listed">The claim whose overlaps are all listed with these; null: more come.</param>
internal sealed class OverlapsWork(
    EventTime now, int lane, string table, IReadOnlyList<(RecordKey Key, FieldConflict Conflict)> rows, string? listed) : StoreWork
{
    public override int Rows => rows.Count + 1;

    public override void Apply(StoreTransaction transaction)
    {
        var topic = transaction.Names.Topic(table);
        foreach (var (key, conflict) in rows)
        {
            transaction.Conflicts.Settle(now, lane, default, transaction.Records.Id(topic, key), [conflict]);
        }

        if (listed is not null)
        {
            transaction.ClaimsKept.Listed(topic, listed);
        }
    }
}
