using HmsSync.Configuration;

namespace HmsSync.Resolve;

/// <summary>The conflict rules of one table, compiled: which rule is whose. Immutable, shared by threads.</summary>
internal sealed class MergePlan
{
    /// <summary>Without any rule: <c>latest_change</c> for each field, updates before deletes.</summary>
    public static readonly MergePlan Default = Of(new ConflictPlan(""));

    private readonly Dictionary<string, MergeRule> _byField = new(StringComparer.Ordinal);
    private readonly MergeRule _rest;

    private MergePlan(ConflictPlan plan)
    {
        Clock = plan.Clock;
        Deletes = plan.Deletes;
        _rest = MergeRule.Default;
        foreach (var rule in plan.Rules)
        {
            if (rule.Fields is [ConflictRulePlan.Every])
            {
                // The first that names a field holds, so what stands behind this one is never asked.
                _rest = Compile(rule, []);
                break;
            }

            string[] own = [.. rule.Fields.Where(f => !_byField.ContainsKey(f))];
            var compiled = Compile(rule, own.Length > 1 ? own : []);
            foreach (var field in own)
            {
                _byField.Add(field, compiled);
            }
        }
    }

    public ClockPlan Clock { get; }

    public DeleteRule Deletes { get; }

    public static MergePlan Of(ConflictPlan plan) => new(plan);

    public MergeRule RuleOf(string field) => _byField.GetValueOrDefault(field, _rest);

    private static MergeRule Compile(ConflictRulePlan rule, string[] group) => new(group, rule.Winner)
    {
        Authority = rule.Authority,
        Hold = rule.Hold,
        Then = rule.Then,
    };
}
