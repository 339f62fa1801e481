namespace HmsSync.Resolve;

/// <summary>What is to be done in the hub. The mirror becomes what the partner said, whoever won.</summary>
internal sealed record MergeResult
{
    /// <summary>The hub fields to set, a JSON object; empty: none.</summary>
    public ReadOnlyMemory<byte> Write { get; init; }

    /// <summary>
    /// Who lost, and what is left to a person. Of a field that was held already it carries only the newest values: its row,
    /// with the rule and base it was opened by, stays the one row.
    /// </summary>
    public IReadOnlyList<FieldConflict> Conflicts { get; init; } = [];

    /// <summary>All fields that are held now: neither direction writes them.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];

    /// <summary>Fields that were held and on which both sides have come to agree: their rows may close.</summary>
    public IReadOnlyList<string> Agreed { get; init; } = [];

    /// <summary>
    /// Fields in conflict whose hub value has no stamp: an application's write that is on its way. Then nothing was decided,
    /// and the apply waits until the feed has passed it.
    /// </summary>
    public IReadOnlyList<string> Unstamped { get; init; } = [];
}
