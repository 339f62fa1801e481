using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HmsSync.Tests.Tidy;

/// <summary>Who may see whom inside the engine: no stage sees another, and only the lanes see them all.</summary>
internal static class LayerRules
{
    /// <summary>What a delivery passes through; each knows nothing of the others.</summary>
    private static readonly string[] Blind = ["Resolve", "Govern", "Map", "Routing", "Deliver"];

    /// <summary>The rooms along the road.</summary>
    private static readonly string[] Stages = ["Feeds", "Journal", "Lanes", "Views", "Audit", .. Blind];

    /// <summary>Stages that only these folders may see: who calls, who composes, who compiles the user's words.</summary>
    private static readonly string[] Guarded = ["Resolve", "Deliver", "Lanes"];

    // Stores keeps the rows that lanes and resolve make, and knows them by their types; the CLI's last two compose a run.
    private static readonly string[] MaySeeGuarded = ["Lanes", "Hosting", "Configuration", "Stores", ""];

    public static IEnumerable<string> Stage(SourceFile file)
    {
        var folder = FolderOf(file);
        return from seen in Seen(file).Distinct()
               where seen.Folder != folder && Stages.Contains(seen.Folder)
               where Blind.Contains(folder)
                   || (Guarded.Contains(seen.Folder) && !MaySeeGuarded.Contains(folder))
               select file.At(seen.Line, $"{folder} sees {seen.Folder}: only Lanes sees all stages");
    }

    public static IEnumerable<string> NoWeb(SourceFile file)
        => from name in file.Syntax.DescendantNodes().OfType<UsingDirectiveSyntax>()
           where FolderOf(file).Length > 0
           where name.NamespaceOrType.ToString().StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
           select file.At(name, "the engine sees ASP.NET Core: that belongs to HmsSync.Server");

    /// <summary>The folder of the engine it stands in; empty outside the engine's folders.</summary>
    private static string FolderOf(SourceFile file)
        => file.Path.Split('/') is ["src", "HmsSync", var folder, _, ..] ? folder : "";

    /// <summary>Engine folders it names: by a using, or by a qualified name where there is none.</summary>
    private static IEnumerable<(string Folder, int Line)> Seen(SourceFile file)
        => from node in file.Syntax.DescendantNodes(n => n is not QualifiedNameSyntax)
           where node is UsingDirectiveSyntax or QualifiedNameSyntax or MemberAccessExpressionSyntax
           where node.Parent is not BaseNamespaceDeclarationSyntax
           let parts = (node is UsingDirectiveSyntax u ? u.NamespaceOrType : node).ToString().Split('.')
           let isWhole = parts[0] == "HmsSync" && parts.Length > 1
           where isWhole || node is QualifiedNameSyntax
           select (isWhole ? parts[1] : parts[0], file.LineOf(node.SpanStart));
}
