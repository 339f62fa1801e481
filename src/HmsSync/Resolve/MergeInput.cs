using System.Collections.Frozen;
using HmsSync.Changes;

namespace HmsSync.Resolve;

/// <summary>When two values of a hub field are the same, as the mapping declares it; neither is absent.</summary>
/// <param name="field">The field as a path.</param>
/// <param name="left">A JSON value in UTF-8.</param>
/// <param name="right">Another.</param>
internal delegate bool SameValue(string field, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right);

/// <summary>All that a merge needs. Records are JSON objects in UTF-8, hub words; a field that is not there is absent.</summary>
internal sealed record MergeInput
{
    /// <summary>What the partner says now.</summary>
    public required ReadOnlyMemory<byte> Theirs { get; init; }

    /// <summary>The hub's record, read for update.</summary>
    public required ReadOnlyMemory<byte> Ours { get; init; }

    /// <summary>The mirror: what the partner held when it was last seen or told; empty: nothing is known.</summary>
    public required ReadOnlyMemory<byte> Base { get; init; }

    /// <summary>When the hub changed a field; null: not known, so it cannot be judged.</summary>
    public required Func<string, HubStamp?> HubStamps { get; init; }

    /// <summary>When the partner's change was made.</summary>
    public required Stamp TheirStamp { get; init; }

    public required Participant Partner { get; init; }

    public required MergePlan Plan { get; init; }

    public required SameValue Same { get; init; }

    /// <summary>Fields with an open conflict: nobody writes them. <see cref="FieldConflict.WholeRecord"/>: an open delete.</summary>
    public IReadOnlySet<string> Held { get; init; } = FrozenSet<string>.Empty;
}
