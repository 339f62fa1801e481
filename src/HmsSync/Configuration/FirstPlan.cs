namespace HmsSync.Configuration;

/// <summary>How records meet where both sides have some and nothing is known of what they agreed on.</summary>
/// <param name="Match">Hub columns that make two records one; empty: their key.</param>
/// <param name="Differ">Who is right about a field that differs.</param>
/// <param name="OnlyHubSent">What only the hub has is sent; otherwise left.</param>
/// <param name="OnlyPartnerTaken">What only the partner has is taken; otherwise left.</param>
internal sealed record FirstPlan(
    IReadOnlyList<string> Match, DifferRule Differ, bool OnlyHubSent, bool OnlyPartnerTaken);

/// <summary>Who is right about a field that differs at the first meeting.</summary>
internal enum DifferRule
{
    /// <summary>As the rules of the table say.</summary>
    Rule,
    Hub,
    Partner,
    Manual,
}
