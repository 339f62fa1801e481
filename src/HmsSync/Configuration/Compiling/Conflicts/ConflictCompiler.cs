using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;

namespace HmsSync.Configuration.Compiling.Conflicts;

/// <summary>Compiles one conflict file.</summary>
internal sealed class ConflictCompiler(CompileScope scope, IReadOnlyList<string> participants)
{
    private static readonly TimeSpan MostSkew = TimeSpan.FromDays(1);

    /// <summary>Null: it is for no table that is followed, which is told.</summary>
    public WrittenConflicts? Compile(ConfigSection file)
    {
        file.Require("table", "the hub table that the rules are for");
        var clock = Clock(file.Node("clock"));
        var rules = new RulesCompiler(scope, participants, clock).Compile(file.Node("rules"));
        var table = file.Text("table");
        var plan = new ConflictPlan(table ?? "")
        {
            Key = [.. scope.Log.ColumnsOf(file.Node("key")).Select(c => c.Name)],
            Rules = [.. rules.Select(r => r.Plan)],
            Deletes = DeleteWords.Read(file.Choice("deletes", DeleteWords.All) ?? DeleteWords.Of(DeleteRule.UpdateWins)),
            Clock = clock,
            First = new FirstCompiler(scope.Log).Compile(file.Node("first")),
            Claims = new ClaimsCompiler(scope.Log).Compile(file.Node("claims")),
            Guards = new GuardCompiler(scope.Log).Compile(file.Node("guards")),
        };
        if (table is null || scope.Tables is null)
        {
            return null;
        }

        if (scope.Table(table) is not { } known)
        {
            new Names(scope).UnknownTable(table, file.PlaceOf("table"));
            return null;
        }

        if (plan.Key.Count > 0 && known.Key.Count > 0 && !plan.Key.SequenceEqual(known.Key))
        {
            file.Fault(
                "conflicts.key", "key", $"the key of '{table}' is another one in hub.tables",
                $"write {string.Join(", ", known.Key)}, or leave it out");
        }

        return new WrittenConflicts(plan, file.PlaceOf(file.Has("rules") ? "rules" : "table"), rules);
    }

    private ClockPlan Clock(ConfigNode? node)
    {
        var usual = ClockPlan.Default;
        if (node is null || ConfigSection.Open(node, ConflictShapes.Clock, scope.Log) is not { } section)
        {
            return usual;
        }

        var skew = section.Duration("max_skew") ?? usual.MaxSkew;
        if (skew > MostSkew)
        {
            section.Fault("config.bad_value", "max_skew", "clocks that are more than a day apart decide nothing");
        }

        return new ClockPlan(skew, section.Choice("inside", "hub", "authority", "manual") switch
        {
            "authority" => InsideRule.Authority,
            "manual" => InsideRule.Manual,
            _ => InsideRule.Hub,
        });
    }
}
