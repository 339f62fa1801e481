using HmsSync.Configuration.Binding;
using HmsSync.Diagnostics;

namespace HmsSync.Configuration.Compiling;

/// <summary>
/// Fails closed on whole parts of the contract that this version has not: rules or a policy that somebody wrote must
/// not be passed over.
/// </summary>
internal sealed class UnbuiltParts(CompileScope scope)
{
    public void Refuse(ConfigSection root)
    {
        Folder(root, "conflicts", "conflicts/", "conflict rules", n => n.EndsWith(".yml", StringComparison.Ordinal)
            || n.EndsWith(".yaml", StringComparison.Ordinal));
        Folder(root, "adapters", "adapters/", "an adapter of one's own", _ => true);
        var governance = root.Text("governance");
        if (governance is null or "none")
        {
            scope.Log.Warn(
                "config.nothing_withheld", root.PlaceOf("governance"),
                "governance is none: nothing is withheld from any partner");
            return;
        }

        scope.Log.NotBuilt(root.PlaceOf("governance"), "'governance' other than none");
    }

    private void Folder(ConfigSection root, string key, string usual, string what, Func<string, bool> counts)
    {
        var folder = scope.Beside(root.Text(key) ?? usual);
        foreach (var name in scope.Files.Names(folder).Where(counts))
        {
            scope.Log.NotBuilt(new Place(Path.Combine(folder, name), 1, 1), what);
        }
    }
}
