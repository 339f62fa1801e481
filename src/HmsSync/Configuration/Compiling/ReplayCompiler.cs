using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;

namespace HmsSync.Configuration.Compiling;

/// <summary>Compiles <c>replay</c>.</summary>
internal sealed class ReplayCompiler(CompileScope scope)
{
    private const long MostEvents = 1_000_000_000_000;

    public ReplayPlan Compile(ConfigNode? node)
    {
        var usual = ReplayPlan.Default;
        var replay = node is null ? null : ConfigSection.Open(node, ConfigShapes.Replay, scope.Log);
        if (replay is null)
        {
            return usual;
        }

        var owed = replay.Node("owed") is { } inner ? ConfigSection.Open(inner, ConfigShapes.Owed, scope.Log) : null;
        return new ReplayPlan(
            replay.Whole("keep_events", 0, MostEvents) ?? usual.KeepEvents,
            replay.Duration("keep_for") ?? usual.KeepFor,
            owed?.Duration("max_age") ?? usual.OwedMaxAge,
            owed?.Whole("max_events", 1, MostEvents) ?? usual.OwedMaxEvents);
    }
}
