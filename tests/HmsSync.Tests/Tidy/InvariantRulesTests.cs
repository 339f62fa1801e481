using Xunit;

namespace HmsSync.Tests.Tidy;

public sealed class InvariantRulesTests
{
    private const string Reason = "nothing calls a partner so far";

    private static readonly string Headings
        = string.Concat(Enumerable.Range(1, 12).Select(n => $"## {n}. A promise\n\nText.\n\n"));

    [Fact]
    public void Each_is_cited_on_both_sides_or_listed_with_a_reason()
        => Assert.Empty(Check(Listed(3, 12), Cited(1, 2), Cited(1, 2)));

    [Fact]
    public void One_that_only_one_side_cites_may_be_listed()
        => Assert.Empty(Check(Listed(2, 12), Cited(1, 2), Cited(1)));

    [Fact]
    public void One_that_src_does_not_cite_is_found()
        => Says("src does not cite invariant 2", Listed(3, 12), Cited(1), Cited(1, 2));

    [Fact]
    public void One_that_tests_do_not_cite_is_found()
        => Says("tests does not cite invariant 2", Listed(3, 12), Cited(1, 2), Cited(1));

    [Fact]
    public void One_that_is_listed_though_both_cite_it_is_found()
        => Says("take it off the list", Listed(2, 12), Cited(1, 2), Cited(1, 2));

    [Fact]
    public void A_line_of_the_list_without_a_reason_does_not_count()
        => Says("cite invariant 12", Listed(3, 11) + "- Invariant 12: no\n", Cited(1, 2), Cited(1, 2));

    [Fact]
    public void One_that_is_not_described_is_found()
        => Says("describe invariant 7", Listed(1, 12).Replace("## 7. ", "## Seven ", StringComparison.Ordinal), "", "");

    [Fact]
    public void One_that_does_not_exist_is_found()
        => Says("there is no invariant 13", Listed(1, 12), Cited(13), "");

    private static IEnumerable<string> Check(string page, string source, string tests)
        => InvariantRules.Check(new("docs/INVARIANTS.md", page), [new("src/A.cs", source)], [new("tests/A.cs", tests)]);

    private static void Says(string what, string page, string source, string tests)
        => Assert.Contains(what, Check(page, source, tests).Single(), StringComparison.Ordinal);

    private static string Cited(params int[] numbers) => string.Concat(numbers.Select(n => $"// Invariant {n}: so.\n"));

    private static string Listed(int from, int to)
        => Headings + string.Concat(Enumerable.Range(from, to - from + 1).Select(n => $"- Invariant {n}: {Reason}\n"));
}
