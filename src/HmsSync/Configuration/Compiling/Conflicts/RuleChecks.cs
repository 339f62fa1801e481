using HmsSync.Changes;
using HmsSync.Configuration.Values;

namespace HmsSync.Configuration.Compiling.Conflicts;

/// <summary>Judges the rules of a table beside the mappings: rules that never decide, and fields that none decides.</summary>
internal sealed class RuleChecks(CompileScope scope, TableTraffic traffic)
{
    public void Check(WrittenConflicts written)
    {
        if (traffic.Changers.Count == 0)
        {
            if (written.Rules.Count > 0)
            {
                scope.Log.Warn(
                    "conflicts.one_way", written.Place,
                    $"no partner changes '{traffic.Table}', so these rules never decide anything");
            }

            return;
        }

        HashSet<string> named = new(StringComparer.Ordinal);
        foreach (var rule in written.Rules)
        {
            Reached(rule, named);
            Authority(rule);
        }

        Named(written.Rules);
        Missing(written, named);
        Lossy();
    }

    private void Reached(WrittenRule rule, HashSet<string> named)
    {
        foreach (var field in rule.Fields)
        {
            if (named.Contains(ConflictRulePlan.Every) || !named.Add(field.Name))
            {
                scope.Log.Warn(
                    "conflicts.unreached_rule", field.Place,
                    $"an earlier rule names '{field.Name}', so this one never decides it",
                    "put it before the other, or remove one of them");
            }
        }
    }

    private void Authority(WrittenRule rule)
    {
        var list = rule.Plan.Authority;
        if (list.Count == 0 || list.Contains(Participant.Hub))
        {
            return;
        }

        foreach (var partner in traffic.Changers.Where(p => !list.Contains(p.Name)))
        {
            scope.Log.Warn(
                "conflicts.no_authority", rule.Place,
                $"neither '{partner.Name}' nor 'hms' stands in the list: between them the hub wins");
        }
    }

    /// <summary>A rule for a field that no partner brings: a slip of the hand, or a field that only goes out.</summary>
    private void Named(IReadOnlyList<WrittenRule> rules)
    {
        var (brought, told) = (traffic.Brought, traffic.Told);
        foreach (var field in rules.SelectMany(r => r.Fields).Where(f => f.Name != ConflictRulePlan.Every))
        {
            if (traffic.BringsAny || brought.Contains(field.Name))
            {
                continue;
            }

            if (told.Contains(field.Name))
            {
                scope.Log.Warn(
                    "conflicts.one_way_field", field.Place,
                    $"'{field.Name}' only goes out, so no rule is ever asked about it");
            }
            else
            {
                scope.Log.Add(
                    "conflicts.unmapped_field", field.Place,
                    $"no partner that changes '{traffic.Table}' maps '{field.Name}'", Nearest.Remedy(field.Name, brought));
            }
        }
    }

    private void Missing(WrittenConflicts written, HashSet<string> named)
    {
        if (named.Contains(ConflictRulePlan.Every))
        {
            return;
        }

        var key = scope.Table(traffic.Table)?.Key ?? [];
        var fields = traffic.Brought.Except(named, StringComparer.Ordinal).Except(key, StringComparer.Ordinal).ToArray();
        if (fields.Length == 0 && !traffic.BringsAny)
        {
            return;
        }

        var which = written.Rules.Count == 0 || fields.Length == 0 ? "" : $" for {string.Join(", ", fields)}";
        scope.Log.Warn(
            "conflicts.no_rule", written.Place,
            $"'{traffic.Table}' is changed by both sides and has no rule{which}: latest_change is used",
            "write the rule, - field: \"*\" for all others");
    }

    private void Lossy()
    {
        foreach (var mapping in traffic.Changers.SelectMany(p => p.Inward(traffic.Table)))
        {
            foreach (var lossy in mapping.Lossy)
            {
                scope.Log.Warn("conflicts.lossy_field", lossy.Place, lossy.Why, lossy.Remedy);
            }
        }
    }
}
