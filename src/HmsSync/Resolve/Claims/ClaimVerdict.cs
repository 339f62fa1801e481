namespace HmsSync.Resolve.Claims;

/// <summary>What comes of one record that wants a place.</summary>
/// <param name="Kind">Whether it gets it.</param>
/// <param name="Winner">Who has it, where it does not; null: it gets it.</param>
/// <param name="Losers">Who must leave, where it gets it.</param>
internal sealed record ClaimVerdict(ClaimVerdictKind Kind, Claimant? Winner, IReadOnlyList<Claimant> Losers)
{
    public static readonly ClaimVerdict Free = new(ClaimVerdictKind.Gets, null, []);
}

internal enum ClaimVerdictKind
{
    /// <summary>It has the place.</summary>
    Gets,

    /// <summary>It must go.</summary>
    Loses,

    /// <summary>A person decides; neither changes until then.</summary>
    Open,
}
