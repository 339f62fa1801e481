using System.Collections.Concurrent;

namespace HmsSync.Lanes.Records;

/// <summary>
/// Of records at a partner whose call of unknown outcome was looked for: what of them stands there as we had told it. Whatever else the
/// partner says of them, by whichever way it comes, that is no doing of its people (invariants 5 and 7). Holds as long as the delivery
/// is under way.
/// </summary>
internal sealed class RecognisedCalls
{
    private readonly ConcurrentDictionary<(int Lane, long Record), (int Revision, ReadOnlyMemory<byte> Ours)> _records = new();

    /// <param name="lane">The lane to the partner.</param>
    /// <param name="record">The store's number of it.</param>
    /// <param name="revision">Of the link, when it was looked at.</param>
    /// <param name="ours">What was recognised, hub words.</param>
    public void Put(int lane, long record, int revision, ReadOnlyMemory<byte> ours) => _records[(lane, record)] = (revision, ours);

    public void Clear(int lane, long record) => _records.TryRemove((lane, record), out _);

    /// <summary>What was recognised of it; empty: nothing, or the link has moved on since.</summary>
    public ReadOnlyMemory<byte> Of(int lane, long record, int revision)
        => _records.TryGetValue((lane, record), out var known) && known.Revision == revision ? known.Ours : default;
}
