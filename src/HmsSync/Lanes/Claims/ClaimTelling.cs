using System.Text;
using HmsSync.Changes;
using HmsSync.Journal;
using HmsSync.Sdk;

namespace HmsSync.Lanes.Claims;

/// <summary>
/// Tells a partner that its change was set aside where nothing in the hub changed: an event of our own, owed to it alone, says
/// how the hub stands. Told twice it does no harm, so it is journaled before its delivery is settled.
/// </summary>
internal sealed class ClaimTelling(EventJournal journal, int mirrorLane, TimeProvider clock)
{
    /// <param name="owed">The partner's change.</param>
    /// <param name="key">The hub record's key; none: there is no hub record.</param>
    /// <param name="stands">The hub's record; empty: there is none, and the partner's is to go.</param>
    public Task TellAsync(OwedEvent owed, RecordKey key, ReadOnlyMemory<byte> stands) => journal.AppendAsync([new NewEvent
    {
        Source = Participant.Hub,
        Topic = owed.Event.Topic,
        Op = stands.IsEmpty ? ChangeOp.Delete : ChangeOp.Update,
        Key = key.IsNone || stands.IsEmpty ? owed.Event.Key : key,
        Fields = stands.IsEmpty ? Encoding.UTF8.GetBytes("{}") : stands,
        At = EventTime.From(clock.GetUtcNow()),
        Cause = owed.Event.Seq,
        Hops = owed.Event.Hops + 1,
        OnlyLane = mirrorLane,
        Snapshot = true, // nothing has happened in the hub
    }]);
}
