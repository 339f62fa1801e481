using HmsSync.Changes;

namespace HmsSync.Resolve.Claims;

/// <summary>A record that claims a place.</summary>
/// <param name="Key">Its hub key; none: the database will make it.</param>
/// <param name="Fields">The whole record, hub words.</param>
/// <param name="Since">When it came to claim the place.</param>
/// <param name="Seq">The hub change by which it did, where the hub feed has shown it; 0: it is not in the hub.</param>
/// <param name="Source">Who made it.</param>
internal sealed record Claimant(RecordKey Key, ReadOnlyMemory<byte> Fields, Stamp Since, Seq Seq, Participant Source)
{
    /// <summary>It was there before the claim was kept: it stands, whoever comes.</summary>
    public bool IsOld { get; init; }

    /// <summary>What it claimed before, the columns of the claim; empty: nothing, it is new.</summary>
    public ReadOnlyMemory<byte> Was { get; init; }
}
