using System.Globalization;
using System.Text.RegularExpressions;

namespace HmsSync.Tests.Tidy;

/// <summary>A record of a decision carries its day in its name and has the three sections, in order.</summary>
internal static partial class DecisionRules
{
    private static readonly string[] Sections = ["Context", "Decision", "Consequences"];

    public static IEnumerable<string> Name(SourceFile record)
        => FileName().Match(record.Name) is { Success: true } match
            && DateOnly.TryParseExact(
                match.Groups[1].ValueSpan, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? []
            : [$"{record.Path}: a decision is named YYYYMMDD-slug.md"];

    public static IEnumerable<string> Headings(SourceFile record)
        => SectionsOf(record).SequenceEqual(Sections)
            ? []
            : [$"{record.Path}: its sections are {string.Join(", ", Sections)}, in this order and no others"];

    private static IEnumerable<string> SectionsOf(SourceFile record)
        => record.Lines.Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => l[3..]);

    [GeneratedRegex(@"^(\d{8})-[a-z0-9]+(-[a-z0-9]+)*\.md$")]
    private static partial Regex FileName();
}
