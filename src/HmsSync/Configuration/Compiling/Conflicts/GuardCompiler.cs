using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;

namespace HmsSync.Configuration.Compiling.Conflicts;

/// <summary>Compiles <c>guards</c> of a conflict file; they hold without being written.</summary>
internal sealed class GuardCompiler(FaultLog log)
{
    private const int Most = 1_000_000;
    private const int MostConfirmations = 1_000;

    /// <summary>Null: switched off.</summary>
    public GuardPlan? Compile(ConfigNode? node)
    {
        var usual = GuardPlan.Default;
        if (node is ConfigScalar { Text: "none" })
        {
            return null;
        }

        if (node is null || ConfigSection.Open(node, ConflictShapes.Guards, log) is not { } guards)
        {
            return usual;
        }

        return new GuardPlan(
            guards.Parsed<int>("max_deletes", Percent, "a whole percentage from 1% to 100%") ?? usual.MaxDeletesPercent,
            (int)(guards.Whole("max_deletes_count", 1, Most) ?? usual.MaxDeletesCount),
            guards.Duration("window") ?? usual.Window,
            (int)(guards.Whole("confirm_missing", 1, MostConfirmations) ?? usual.ConfirmMissing));
    }

    private static int? Percent(string text)
        => text.EndsWith('%')
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent)
            && percent is >= 1 and <= 100
            ? percent
            : null;
}
