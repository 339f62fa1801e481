using HmsSync.Hubs;
using HmsSync.Lanes.Claims;
using HmsSync.Resolve;

namespace HmsSync.Lanes;

/// <summary>Decides in the hub's transaction what is written; remembers the last decision, for it may be asked more than once.</summary>
internal interface IHubDecision
{
    /// <summary>Who loses by the last decision.</summary>
    IReadOnlyList<FieldConflict> Conflicts { get; }

    /// <summary>Nothing was written: the losers must be noted first (invariant 6).</summary>
    bool MustNote { get; }

    /// <summary>What is known of claims; while something of it is missing nothing is written. Null: none are asked about.</summary>
    ClaimKnowledge? Knowledge { get; }

    /// <summary>The losers of the last decision are noted.</summary>
    void Noted();

    HubWrite Decide(ReadOnlyMemory<byte>? current, IHubRows rows);
}
