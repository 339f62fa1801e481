using HmsSync.Changes;

namespace HmsSync.Lanes;

/// <summary>Places of parked deliveries that a person drives again; under the lock of the book they belong to.</summary>
internal sealed class RedrivePlaces(Lock gate, LaneWindow window, WaitingRoom room)
{
    /// <summary>A parked delivery is asked for again; false when a newer state of its record is on its way.</summary>
    public bool Reserve(in WaitingEntry entry)
    {
        lock (gate)
        {
            // Invariant 2: of a record never an older state after a newer one; a business event comes late, and flagged. Invariant 1:
            // its own slot, which is not freed yet when the commit that parked it can already be read, is no newer one.
            if (!room.StandsAside(entry) && (window.HasNewer(entry.Record, entry.PartnerSeq) || room.Holds(entry.Record)))
            {
                return false;
            }

            room.Add(entry);
            return true;
        }
    }

    /// <summary>It is committed that the reserved delivery goes again.</summary>
    public void Release(in WaitingEntry entry, EventTime now)
    {
        lock (gate)
        {
            room.Release(entry, now);
        }
    }

    /// <summary>The reserved delivery does not go; what queued behind it does.</summary>
    public void Withdraw(in WaitingEntry entry)
    {
        lock (gate)
        {
            room.Withdraw(entry);
        }
    }
}
