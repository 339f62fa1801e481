namespace HmsSync.Configuration;

/// <summary>How records meet where both sides have some and nothing is known of what they agreed on.</summary>
/// <param name="Match">Hub columns that make two records one; empty: their key.</param>
/// <param name="Differ">Who is right about a field that differs.</param>
/// <param name="OnlyHubSent">What only the hub has is sent; otherwise left.</param>
/// <param name="OnlyPartnerTaken">What only the partner has is taken; otherwise left.</param>
internal sealed record FirstPlan(
    IReadOnlyList<string> Match, DifferRule Differ, bool OnlyHubSent, bool OnlyPartnerTaken)
{
    /// <summary>Of a table without <c>first</c>, when a person says that the two may meet.</summary>
    public static readonly FirstPlan Default = new([], DifferRule.Rule, true, true);

    /// <summary>The rules of the table as they hold at the meeting: who is right, in the groups that are decided as one.</summary>
    public ConflictPlan RulesFor(ConflictPlan plan)
    {
        if (Differ == DifferRule.Rule)
        {
            return plan;
        }

        var winner = Differ switch
        {
            DifferRule.Hub => WinnerRule.Hub,
            DifferRule.Partner => WinnerRule.Partner,
            _ => WinnerRule.Manual,
        };
        var groups = plan.Rules.TakeWhile(r => r.Fields is not [ConflictRulePlan.Every])
            .Select(r => new ConflictRulePlan(r.Fields, winner));
        return plan with { Rules = [.. groups, new ConflictRulePlan([ConflictRulePlan.Every], winner)] };
    }
}

/// <summary>Who is right about a field that differs at the first meeting.</summary>
internal enum DifferRule
{
    /// <summary>As the rules of the table say.</summary>
    Rule,
    Hub,
    Partner,
    Manual,
}
