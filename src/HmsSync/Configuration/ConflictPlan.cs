using HmsSync.Changes;

namespace HmsSync.Configuration;

/// <summary>What holds where two sides differ about a table's records: one file of <c>conflicts/</c>, or the defaults.</summary>
internal sealed record ConflictPlan(string Table)
{
    /// <summary>The key as the file names it; empty: it names none.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>As written: for each field the first that names it holds; none: <c>latest_change</c>.</summary>
    public IReadOnlyList<ConflictRulePlan> Rules { get; init; } = [];

    public DeleteRule Deletes { get; init; } = DeleteRule.UpdateWins;

    public ClockPlan Clock { get; init; } = ClockPlan.Default;

    /// <summary>How two full sides meet; null: they are held until a person says so.</summary>
    public FirstPlan? First { get; init; }

    public IReadOnlyList<ClaimPlan> Claims { get; init; } = [];

    /// <summary>Null: switched off.</summary>
    public GuardPlan? Guards { get; init; } = GuardPlan.Default;
}

/// <summary>One entry of <c>rules</c>.</summary>
/// <param name="Fields">Hub columns: one, several that are decided together, or <see cref="Every"/> alone.</param>
/// <param name="Winner">How the winner is picked.</param>
internal sealed record ConflictRulePlan(IReadOnlyList<string> Fields, WinnerRule Winner)
{
    /// <summary>Stands for every field that no rule before names, each on its own.</summary>
    public const string Every = "*";

    /// <summary>Whose word counts more, most first; empty where nobody asks.</summary>
    public IReadOnlyList<Participant> Authority { get; init; } = [];

    /// <summary>How long a person has; null: for ever.</summary>
    public TimeSpan? Hold { get; init; }

    /// <summary>What decides when that has passed; null with <see cref="Hold"/>.</summary>
    public WinnerRule? Then { get; init; }
}

/// <summary>A record deleted on one side and changed on the other.</summary>
internal enum DeleteRule
{
    UpdateWins,
    DeleteWins,
    Manual,
}
