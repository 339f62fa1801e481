using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;

namespace HmsSync.Configuration.Compiling.Conflicts;

/// <summary>Compiles <c>first</c> of a conflict file.</summary>
internal sealed class FirstCompiler(FaultLog log)
{
    /// <summary>Null: there is none, so a first meeting is held.</summary>
    public FirstPlan? Compile(ConfigNode? node)
    {
        if (node is null || ConfigSection.Open(node, ConflictShapes.First, log) is not { } first)
        {
            return null;
        }

        return new FirstPlan(
            [.. log.ColumnsOf(first.Node("match")).Select(c => c.Name)],
            first.Choice("differ", "rule", "hub", "partner", "manual") switch
            {
                "hub" => DifferRule.Hub,
                "partner" => DifferRule.Partner,
                "manual" => DifferRule.Manual,
                _ => DifferRule.Rule,
            },
            first.Choice("only_hub", "send", "leave") != "leave",
            first.Choice("only_partner", "take", "leave") != "leave");
    }
}
