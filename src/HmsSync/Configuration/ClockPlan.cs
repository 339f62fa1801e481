namespace HmsSync.Configuration;

/// <param name="MaxSkew">Stamps that are closer than this do not decide.</param>
/// <param name="Inside">What decides then.</param>
internal sealed record ClockPlan(TimeSpan MaxSkew, InsideRule Inside)
{
    public static readonly ClockPlan Default = new(TimeSpan.FromSeconds(2), InsideRule.Hub);
}

/// <summary>What decides where stamps do not.</summary>
internal enum InsideRule
{
    Hub,

    /// <summary>The rule's list.</summary>
    Authority,
    Manual,
}
