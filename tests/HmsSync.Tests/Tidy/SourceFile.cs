using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace HmsSync.Tests.Tidy;

/// <summary>One text file of the repository.</summary>
/// <param name="Path">From the root, with <c>/</c>.</param>
/// <param name="Text">All of it.</param>
internal sealed record SourceFile(string Path, string Text)
{
    private readonly Lazy<SyntaxNode> _syntax = new(() => CSharpSyntaxTree.ParseText(Text).GetRoot());

    public string[] Lines => field ??= Text.TrimEnd('\n').Split('\n');

    /// <summary>Parsed as C#.</summary>
    public SyntaxNode Syntax => _syntax.Value;

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The path without its last part; empty at the root.</summary>
    public string Folder => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : "";

    /// <summary>Whether it stands in the folder or in one below it.</summary>
    public bool IsBelow(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    /// <summary>What a rule says of a place in this file.</summary>
    public string At(SyntaxNodeOrToken place, string what) => At(LineOf(place.Span.Start), what);

    /// <inheritdoc cref="At(SyntaxNodeOrToken, string)"/>
    /// <param name="line">From 1.</param>
    /// <param name="what">What is wrong and what would be right.</param>
    public string At(int line, string what) => $"{Path}:{line}: {what}";

    /// <summary>The line, from 1, of a position in the text.</summary>
    public int LineOf(int position) => Syntax.SyntaxTree.GetText().Lines.GetLinePosition(position).Line + 1;
}
