namespace HmsSync.Map;

/// <summary>A mapping file, checked: what a plan is made of.</summary>
internal sealed record MappingParts
{
    public IReadOnlyList<FieldRule> Rules { get; init; } = [];

    public IReadOnlyList<DefaultRule> Defaults { get; init; } = [];

    public IReadOnlyList<DefaultRule> HubDefaults { get; init; } = [];

    /// <summary>Fields that are not named go under their own names.</summary>
    public bool RestKept { get; init; }

    /// <summary>Where a way there and back loses something that nobody declared.</summary>
    public IReadOnlyList<LossyField> Lossy { get; init; } = [];

    public CanonicalEquality Equality { get; init; } = CanonicalEquality.Exact;

    public string Fingerprint { get; init; } = "";
}
