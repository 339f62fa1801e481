using Xunit;

namespace HmsSync.Tests.Tidy;

public sealed class PageRulesTests
{
    private static readonly SourceFile Other = new("docs/other/B.md", "# The name: of `B`\n");

    [Theory]
    [InlineData("[b](other/B.md)", 0)]
    [InlineData("[b](other)", 0)]
    [InlineData("[b](./other/../other/B.md#the-name-of-b)", 0)]
    [InlineData("[a](#here)\n# Here", 0)]
    [InlineData("[b](https://example.org/none)", 0)]
    [InlineData("```\n[b](none.md)\n```", 0)]
    [InlineData("[b](none.md)", 1)]
    [InlineData("[b](other/B.md#none)", 1)]
    [InlineData("![b](none.png) and [a](#none)", 2)]
    public void A_link_that_leads_nowhere_is_found(string text, int found)
    {
        var page = new SourceFile("docs/A.md", text);
        Assert.Equal(found, LinkRules.Broken(page, [page, Other]).Count());
    }

    [Fact]
    public void A_stage_readme_of_31_lines_is_found()
    {
        Assert.Empty(ReadmeRules.TooLong(new("README.md", new string('\n', 29) + "a")));
        Assert.Single(ReadmeRules.TooLong(new("README.md", new string('\n', 30) + "a")));
    }

    [Theory]
    [InlineData("`Lane` calls `Lane.RunAsync(x)` of `HmsSync.Lanes`", 0)]
    [InlineData("`TimeProvider`, `IReadOnlyList<Lane>`, `PRAGMA x`, `hms-sync run`, `A.cs`", 0)]
    [InlineData("`LaneState`", 1)]
    [InlineData("`Lane.Walk`, `IReadOnlyList<SlotKey>`", 2)]
    public void A_name_that_does_not_exist_is_found(string text, int found)
    {
        var known = new KnownNames([new("A.cs", "namespace HmsSync.Lanes;\nclass Lane { void RunAsync() { } }")]);
        Assert.Equal(found, ReadmeRules.UnknownNames(new("README.md", text), known.Contains).Count());
    }

    [Fact]
    public void A_map_that_is_out_of_date_is_found()
    {
        const string Map = "| `Map/` | maps |\n| `Lanes/` | run *(to come)* |\n";
        Assert.Empty(ReadmeRules.FolderMap(new("README.md", Map), ["Map"]));
        Assert.Contains("does not name the folder Feeds", Single(Map, "Map", "Feeds"), StringComparison.Ordinal);
        Assert.Contains("take its *(to come)* away", Single(Map, "Map", "Lanes"), StringComparison.Ordinal);
        Assert.Contains("there is no folder Map", Single(Map), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("20261121-one-scheduler.md", 0)]
    [InlineData("20261321-one-scheduler.md", 1)]
    [InlineData("one-scheduler.md", 1)]
    [InlineData("20261121_One.md", 1)]
    public void A_decision_without_its_day_is_found(string name, int found)
        => Assert.Equal(found, DecisionRules.Name(new($"docs/decisions/{name}", "")).Count());

    [Theory]
    [InlineData("# A\n## Context\n## Decision\n## Consequences", 0)]
    [InlineData("# A\n## Decision\n## Context\n## Consequences", 1)]
    [InlineData("# A\n## Context\n## Decision", 1)]
    public void A_decision_without_its_sections_is_found(string text, int found)
        => Assert.Equal(found, DecisionRules.Headings(new("docs/decisions/20261121-a.md", text)).Count());

    private static string Single(string map, params string[] folders)
        => ReadmeRules.FolderMap(new("README.md", map), folders).Single();
}
