using HmsSync.Diagnostics;

namespace HmsSync.Configuration;

/// <summary>A rule about different records of a table that want the same thing.</summary>
/// <param name="Name">As people call it; stands in conflict rows.</param>
/// <param name="Place">Where it is written.</param>
internal sealed record ClaimPlan(string Name, Place Place)
{
    /// <summary>Hub columns that must be equal for two records to want the same; may be empty with an overlap.</summary>
    public IReadOnlyList<string> Same { get; init; } = [];

    /// <summary>… and whose spans must overlap, half-open: touching is free; null: being equal is enough.</summary>
    public SpanFields? Overlap { get; init; }

    /// <summary>How many may have it: this many, unless <see cref="CapacityField"/> says.</summary>
    public int Capacity { get; init; } = 1;

    /// <summary>The hub column that says how many; null: <see cref="Capacity"/>.</summary>
    public string? CapacityField { get; init; }

    /// <summary>A record with all of these values claims nothing; a loser is told by writing them. Empty: by a delete.</summary>
    public IReadOnlyList<FieldValue> Unless { get; init; } = [];

    /// <summary>Who keeps it: earliest_change, latest_change or manual.</summary>
    public WinnerRule Winner { get; init; } = WinnerRule.EarliestChange;

    /// <summary>What the loser reads; null: nothing.</summary>
    public TellPlan? Tell { get; init; }

    /// <summary>Invariant 11: past this many losers in the time, the claim decides nothing and holds.</summary>
    public LoserLimit MaxLosers { get; init; } = LoserLimit.Default;
}

/// <summary>Two hub columns that say from when to when; the end is not in it.</summary>
internal sealed record SpanFields(string Start, string End);

/// <param name="Field">Hub column.</param>
/// <param name="Json">Its value, JSON in UTF-8.</param>
internal sealed record FieldValue(string Field, ReadOnlyMemory<byte> Json);

/// <param name="Field">Hub column that is written.</param>
/// <param name="Text">With <c>{winner.at}</c> and <c>{winner.source}</c> to be filled.</param>
internal sealed record TellPlan(string Field, string Text);

internal sealed record LoserLimit(int Count, TimeSpan Per)
{
    public static readonly LoserLimit Default = new(5, TimeSpan.FromHours(1));
}
