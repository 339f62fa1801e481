using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HmsSync.Tests.Tidy;

/// <summary>The names that a README may use: types, their members and namespaces of ours, and types of .NET.</summary>
internal sealed class KnownNames
{
    private static readonly Lazy<HashSet<string>> Platform = new(ReadPlatform);

    private readonly HashSet<string> _ours = [];

    public KnownNames(IEnumerable<SourceFile> sources)
    {
        foreach (var node in sources.SelectMany(s => s.Syntax.DescendantNodes()))
        {
            _ours.UnionWith(Declared(node));
        }
    }

    public bool Contains(string name) => _ours.Contains(name) || Platform.Value.Contains(name);

    private static IEnumerable<string> Declared(Microsoft.CodeAnalysis.SyntaxNode node)
        => node switch
        {
            BaseTypeDeclarationSyntax type => [type.Identifier.ValueText],
            DelegateDeclarationSyntax type => [type.Identifier.ValueText],
            EnumMemberDeclarationSyntax member => [member.Identifier.ValueText],
            MethodDeclarationSyntax method => [method.Identifier.ValueText],
            PropertyDeclarationSyntax property => [property.Identifier.ValueText],
            ParameterSyntax parameter => [parameter.Identifier.ValueText],
            FieldDeclarationSyntax field => field.Declaration.Variables.Select(v => v.Identifier.ValueText),
            BaseNamespaceDeclarationSyntax space => space.Name.ToString().Split('.'),
            _ => [],
        };

    private static HashSet<string> ReadPlatform()
    {
        var names = new HashSet<string>();
        var paths = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        foreach (var path in paths.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (Path.GetFileName(path).StartsWith("HmsSync", StringComparison.Ordinal))
            {
                continue; // ours are read from the sources, where an old build does not linger
            }

            using var assembly = new PEReader(File.OpenRead(path));
            if (assembly.HasMetadata)
            {
                var metadata = assembly.GetMetadataReader();
                names.UnionWith(metadata.TypeDefinitions.Select(
                    t => metadata.GetString(metadata.GetTypeDefinition(t).Name).Split('`')[0]));
            }
        }

        return names;
    }
}
