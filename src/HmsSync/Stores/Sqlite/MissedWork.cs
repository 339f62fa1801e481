using HmsSync.Changes;

namespace HmsSync.Stores.Sqlite;

/// <summary>Counts records that a listing did not show.</summary>
/// <param name="lane">The lane to the partner.</param>
/// <param name="missed">Which.</param>
/// <param name="since">When they were last seen there, at the least; null: only what was missed before counts.</param>
/// <param name="now">When the listing ended.</param>
internal sealed class MissedWork(int lane, IReadOnlyList<MissedRecord> missed, EventTime? since, EventTime now) : StoreWork
{
    public override int Rows => missed.Count;

    public override void Apply(StoreTransaction transaction)
    {
        foreach (var record in missed)
        {
            if (since is { } from)
            {
                transaction.Listing.Missed(lane, record, from, now);
            }
            else
            {
                transaction.Listing.MissedAgain(lane, record);
            }
        }
    }
}
