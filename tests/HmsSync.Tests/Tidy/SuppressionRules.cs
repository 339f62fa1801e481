using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HmsSync.Tests.Tidy;

/// <summary>A warning is switched off on the line it concerns, with a reason that a stranger accepts.</summary>
internal static partial class SuppressionRules
{
    public static IEnumerable<string> Pragmas(SourceFile file)
        => from trivia in file.Syntax.DescendantTrivia()
           where trivia.IsKind(SyntaxKind.PragmaWarningDirectiveTrivia)
           let line = file.LineOf(trivia.SpanStart)
           let text = file.Lines[line - 1]
           where text.Contains("disable", StringComparison.Ordinal) && !Reason().IsMatch(text)
           select file.At(line, "a warning is switched off without a reason: end the line with // and the reason");

    public static IEnumerable<string> Attributes(SourceFile file)
        => from attribute in file.Syntax.DescendantNodes().OfType<AttributeSyntax>()
           where attribute.Name.ToString().EndsWith("SuppressMessage", StringComparison.Ordinal)
               || attribute.Name.ToString().EndsWith("SuppressMessageAttribute", StringComparison.Ordinal)
           where !Justification().IsMatch(attribute.ToString())
           select file.At(attribute, "a warning is switched off without a reason: give its Justification");

    /// <summary>Of a project or property file.</summary>
    public static IEnumerable<string> ProjectWide(SourceFile file)
        => from line in file.Lines.Index()
           where line.Item.Contains("<NoWarn", StringComparison.Ordinal)
           select file.At(line.Index + 1, "a warning is off for a whole project: do it on the line it concerns");

    [GeneratedRegex(@"//\s*\S.{8,}$")]
    private static partial Regex Reason();

    [GeneratedRegex(@"Justification\s*=\s*@?""[^""]{9,}""")]
    private static partial Regex Justification();
}
