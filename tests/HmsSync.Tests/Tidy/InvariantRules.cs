using System.Globalization;
using System.Text.RegularExpressions;

namespace HmsSync.Tests.Tidy;

/// <summary>
/// Each invariant is cited where it is kept and where it is tried, or stands on the list of those not yet enforced
/// with the reason; never both.
/// </summary>
internal static partial class InvariantRules
{
    public const int Count = 12;

    /// <param name="page"><c>docs/INVARIANTS.md</c>.</param>
    /// <param name="sources">Where they are kept.</param>
    /// <param name="tests">Where they are tried.</param>
    public static IEnumerable<string> Check(
        SourceFile page, IEnumerable<SourceFile> sources, IEnumerable<SourceFile> tests)
    {
        var described = Numbers(Heading(), page.Text);
        var open = Numbers(NotYet(), page.Text);
        var kept = sources.SelectMany(f => Numbers(Citation(), f.Text)).ToHashSet();
        var tried = tests.SelectMany(f => Numbers(Citation(), f.Text)).ToHashSet();

        foreach (var number in Enumerable.Range(1, Count))
        {
            if (!described.Contains(number))
            {
                yield return $"{page.Path}: does not describe invariant {number}: add a heading '## {number}. …'";
            }

            if (open.Contains(number) && kept.Contains(number) && tried.Contains(number))
            {
                yield return $"{page.Path}: invariant {number} is cited in src and in tests: take it off the list";
            }

            if (!open.Contains(number) && !(kept.Contains(number) && tried.Contains(number)))
            {
                var silent = !kept.Contains(number) ? "src" : "tests";
                yield return $"{page.Path}: {silent} does not cite invariant {number}, "
                    + "and it is not on the list of those not yet enforced";
            }
        }

        int[] all = [.. described, .. open, .. kept, .. tried];
        foreach (var number in all.Distinct().Where(n => n is < 1 or > Count))
        {
            yield return $"there is no invariant {number}";
        }
    }

    private static HashSet<int> Numbers(Regex pattern, string text)
        => [.. pattern.Matches(text).Select(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"^## (\d+)\. \S", RegexOptions.Multiline)]
    private static partial Regex Heading();

    /// <summary>A line of the list: the number and a reason of some words.</summary>
    [GeneratedRegex(@"^- Invariant (\d+): \S.{15,}$", RegexOptions.Multiline)]
    private static partial Regex NotYet();

    [GeneratedRegex(@"// ?Invariant (\d+)\b")]
    private static partial Regex Citation();
}
