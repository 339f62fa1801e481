using System.Collections.Concurrent;

namespace HmsSync.Lanes.Records;

/// <summary>
/// Records at partners of which a call of ours had an unknown outcome, until the delivery that made it is over. What the partner shows
/// of one may be our own write, and must not be taken for its people's (invariants 5 and 7): as long as nobody has looked, what comes
/// from there waits; from then on, whatever stands there as we had told it is ours, by whichever way it is reported. Of a record only
/// one delivery can be out, so that it is known again when that one is.
/// </summary>
internal sealed class DoubtfulCalls
{
    private readonly ConcurrentDictionary<(int Lane, long Record), Look?> _records = new();

    /// <summary>A call may have changed it.</summary>
    /// <param name="lane">The lane to the partner.</param>
    /// <param name="record">The store's number of it.</param>
    public void Mark(int lane, long record) => _records[(lane, record)] = null;

    /// <summary>It was looked at.</summary>
    /// <param name="lane">The lane to the partner.</param>
    /// <param name="record">The store's number of it.</param>
    /// <param name="revision">Of the link, when it was.</param>
    /// <param name="ours">What was recognised as told by us, hub words; empty: nothing.</param>
    public void Looked(int lane, long record, int revision, ReadOnlyMemory<byte> ours)
        => _records[(lane, record)] = new Look(revision, ours);

    /// <summary>The delivery is over.</summary>
    public void Clear(int lane, long record) => _records.TryRemove((lane, record), out _);

    /// <summary>Nobody has looked at it yet.</summary>
    public bool IsOpen(int lane, long record) => _records.TryGetValue((lane, record), out var look) && look is null;

    /// <summary>Nobody has looked yet at one record or another.</summary>
    public bool IsAnyOpen(int lane) => _records.Any(record => record.Key.Lane == lane && record.Value is null);

    /// <summary>What was recognised of it; empty: nothing, or the link has moved on since.</summary>
    public ReadOnlyMemory<byte> Recognised(int lane, long record, int revision)
        => _records.TryGetValue((lane, record), out var look) && look?.Revision == revision ? look.Ours : default;

    private sealed record Look(int Revision, ReadOnlyMemory<byte> Ours);
}
