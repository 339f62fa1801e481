using HmsSync.Changes;
using HmsSync.Configuration;

namespace HmsSync.Resolve;

/// <summary>The rule of a field, or of several that are decided as one.</summary>
/// <param name="Fields">The members of the group; empty: each field on its own.</param>
/// <param name="Winner">How the winner is picked.</param>
internal sealed record MergeRule(IReadOnlyList<string> Fields, WinnerRule Winner)
{
    public static readonly MergeRule Default = new([], WinnerRule.LatestChange);

    public IReadOnlyList<Participant> Authority { get; init; } = [];

    /// <summary>How long an open conflict waits for a person; null: for ever.</summary>
    public TimeSpan? Hold { get; init; }

    /// <summary>What decides after <see cref="Hold"/>; null with it.</summary>
    public WinnerRule? Then { get; init; }

    public string Word => WinnerWords.Of(Winner);
}
