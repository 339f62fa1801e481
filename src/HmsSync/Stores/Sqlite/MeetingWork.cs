using HmsSync.Changes;
using HmsSync.Lanes.Meetings;

namespace HmsSync.Stores.Sqlite;

/// <summary>A meeting goes on to its next stage.</summary>
/// <param name="lane">The lane to the partner.</param>
/// <param name="table">Hub table.</param>
/// <param name="row">From now on.</param>
internal sealed class MeetingWork(int lane, string table, MeetingRow row) : StoreWork
{
    /// <summary>The lane to the hub, where they are to meet anew; null: they only go on.</summary>
    public int? AnewWithHubLane { get; init; }

    public EventTime Now { get; init; }

    public override int Rows => 1;

    public override void Apply(StoreTransaction transaction)
    {
        var topic = transaction.Names.Topic(table);
        transaction.Meetings.Put(lane, topic, row);
        if (AnewWithHubLane is { } hubLane)
        {
            transaction.Meetings.Again(lane, hubLane, topic, Now);
        }
    }
}
