using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HmsSync.Tests.Tidy;

/// <summary>How long a file, a method and a line may be.</summary>
internal static class LengthRules
{
    public const int FileLines = 400;
    public const int MedianFileLines = 60;
    public const int NinetiethFileLines = 150;
    public const int MethodLines = 60;
    public const int Columns = 140;

    public static IEnumerable<string> LongFile(SourceFile file)
        => file.Lines.Length > FileLines
            ? [file.At(FileLines + 1, $"{file.Lines.Length} lines, at most {FileLines}")]
            : [];

    public static IEnumerable<string> LongLines(SourceFile file)
        => from line in file.Lines.Index()
           where line.Item.Length > Columns
           select file.At(line.Index + 1, $"{line.Item.Length} columns, at most {Columns}");

    public static IEnumerable<string> LongMethods(SourceFile file)
        => from node in file.Syntax.DescendantNodes()
           where node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax
               or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax
           let lines = file.LineOf(node.Span.End) - file.LineOf(Start(node)) + 1
           where lines > MethodLines
           select file.At(node, $"a method of {lines} lines, at most {MethodLines}");

    /// <summary>Of the files of a shipped project, together: half are short, nine in ten not long.</summary>
    public static IEnumerable<string> Distribution(IEnumerable<SourceFile> files)
    {
        var lengths = files.Select(f => f.Lines.Length).Order().ToList();
        return [
            .. Above("median", 0.5, MedianFileLines),
            .. Above("90th percentile", 0.9, NinetiethFileLines),
        ];

        IEnumerable<string> Above(string name, double share, int most)
            => lengths.Count > 0 && lengths[(int)Math.Ceiling(share * lengths.Count) - 1] is var value && value > most
                ? [$"the {name} of file lengths in src is {value} lines, at most {most}"]
                : [];
    }

    /// <summary>Attributes are not counted: a table of test data is no long method.</summary>
    private static int Start(SyntaxNode node)
    {
        var attributes = node switch
        {
            BaseMethodDeclarationSyntax method => method.AttributeLists,
            AccessorDeclarationSyntax accessor => accessor.AttributeLists,
            LocalFunctionStatementSyntax function => function.AttributeLists,
            _ => default,
        };
        return attributes.Count == 0 ? node.SpanStart : attributes[^1].GetLastToken().GetNextToken().SpanStart;
    }
}
