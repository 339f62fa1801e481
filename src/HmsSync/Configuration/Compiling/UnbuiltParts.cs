using HmsSync.Configuration.Binding;
using HmsSync.Diagnostics;

namespace HmsSync.Configuration.Compiling;

/// <summary>
/// Fails closed on whole parts of the contract that this version has not: a policy that somebody wrote must not be
/// passed over.
/// </summary>
internal sealed class UnbuiltParts(CompileScope scope)
{
    public void Refuse(ConfigSection root)
    {
        Adapters(root);
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

    private void Adapters(ConfigSection root)
    {
        var folder = scope.Beside(root.Text("adapters") ?? "adapters/");
        foreach (var name in scope.Files.Names(folder))
        {
            scope.Log.NotBuilt(new Place(Path.Combine(folder, name), 1, 1), "an adapter of one's own");
        }
    }
}
