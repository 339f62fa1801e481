using HmsSync.Hubs;
using HmsSync.Resolve;

namespace HmsSync.Lanes;

/// <summary>Decides in the hub's transaction what is written; remembers the last decision, for it may be asked more than once.</summary>
internal interface IHubDecision
{
    /// <summary>Who loses by the last decision.</summary>
    IReadOnlyList<FieldConflict> Conflicts { get; }

    /// <summary>Nothing was written: the losers must be noted first (invariant 6).</summary>
    bool MustNote { get; }

    /// <summary>Nothing was written: something must be known first, and nothing is read while the hub is locked.</summary>
    bool MustLoad { get; }

    /// <summary>The losers of the last decision are noted.</summary>
    void Noted();

    /// <summary>Outside of the hub's transaction; false: the hub feed stands still, so it cannot be known.</summary>
    Task<bool> LoadAsync();

    HubWrite Decide(ReadOnlyMemory<byte>? current, IHubRows rows);
}
