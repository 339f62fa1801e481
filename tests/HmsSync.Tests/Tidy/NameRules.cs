using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HmsSync.Tests.Tidy;

/// <summary>Names that say nothing of what the thing is, and so gather everything.</summary>
internal static class NameRules
{
    private static readonly string[] TypeEndings = ["Helper", "Helpers", "Manager", "Impl", "Base"];

    private static readonly string[] Folders =
    [
        "Common", "Core", "Utils", "Utilities", "Helpers", "Interfaces", "Internal", "Internals", "Abstractions",
        "Infrastructure",
    ];

    public static IEnumerable<string> Types(SourceFile file)
        => from type in file.Syntax.DescendantNodes()
           let name = type switch
           {
               BaseTypeDeclarationSyntax t => t.Identifier,
               DelegateDeclarationSyntax d => d.Identifier,
               _ => default,
           }
           where name.ValueText.Contains("Util", StringComparison.Ordinal)
               || TypeEndings.Any(e => name.ValueText.EndsWith(e, StringComparison.Ordinal))
           select file.At(name, $"a type named {name.ValueText}: name it after what it is");

    public static IEnumerable<string> FolderOf(SourceFile file)
        => from part in file.Folder.Split('/')
           where Folders.Contains(part, StringComparer.OrdinalIgnoreCase)
           select file.At(1, $"a folder named {part}: name it after what is in it");
}
