using HmsSync.Changes;

namespace HmsSync.Resolve;

/// <summary>
/// Three-way merge of a partner's change into the hub's record: per field, or per group of fields that are decided as one.
/// What only one side changed since the base stands; what both changed, the rule decides, and the loser stands in a conflict
/// (invariant 6). Pure.
/// </summary>
internal static class FieldMerge
{
    public static MergeResult Merge(MergeInput input)
    {
        using var run = new MergeRun(input);
        HashSet<MergeRule>? groups = null;
        var held = new HashSet<string>(input.Held, StringComparer.Ordinal);
        var fields = new JsonFields(input.Theirs.Span);
        while (fields.Next())
        {
            // Invariant 8: what the partner did not send is not looked at, unless it is one with what it did send.
            Take(fields.Name);
        }

        if (held.Remove(FieldConflict.WholeRecord))
        {
            // Both sides have the record again, so the question of the delete is answered.
            run.Agree(FieldConflict.WholeRecord);
        }

        foreach (var name in input.Held.Where(held.Contains).Order(StringComparer.Ordinal))
        {
            Take(name);
        }

        return run.Result();

        void Take(string name)
        {
            var rule = input.Plan.RuleOf(name);
            if (rule.Fields.Count == 0)
            {
                held.Remove(name);
                var field = MergeField.Of(name, input);
                run.Decide(rule, new ReadOnlySpan<MergeField>(in field));
                return;
            }

            held.ExceptWith(rule.Fields);
            groups ??= new HashSet<MergeRule>(ReferenceEqualityComparer.Instance);
            if (groups.Add(rule))
            {
                run.Decide(rule, [.. rule.Fields.Select(f => MergeField.Of(f, input))]);
            }
        }
    }
}
