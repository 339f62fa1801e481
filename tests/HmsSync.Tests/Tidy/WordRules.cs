using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace HmsSync.Tests.Tidy;

/// <summary>Regions, and notes to self that should be work or gone.</summary>
internal static partial class WordRules
{
    public static IEnumerable<string> Regions(SourceFile file)
        => from trivia in file.Syntax.DescendantTrivia()
           where trivia.IsKind(SyntaxKind.RegionDirectiveTrivia)
           select file.At(file.LineOf(trivia.SpanStart), "a region: make it a type or a file of its own");

    /// <summary>Only comments are looked at: the text of a template may well say what its user is to do.</summary>
    public static IEnumerable<string> LeftoverNotes(SourceFile file)
        => from trivia in file.Syntax.DescendantTrivia()
           where trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
               or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia
           from Match word in Notes().Matches(trivia.ToFullString())
           select file.At(
               file.LineOf(trivia.FullSpan.Start + word.Index),
               $"'{word.Value}' in a comment: do it, or open an issue");

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Notes();
}
