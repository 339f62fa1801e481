using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Docs;

/// <summary>
/// Types the commands of every page, and looks for what the page says will be seen. A block that cannot run here (it waits for
/// a person, it needs another machine) is marked <c>no-run</c> in the page.
/// </summary>
public sealed class DocsCommandsTests
{
    private static readonly string[] Folders = ["docs", "samples"];

    public static TheoryData<string> Pages { get; } =
    [
        .. from page in All()
           where ShellBlocks.Of(File.ReadAllText(Path.Combine(Checkout.Root, page))).Count > 0
           select page,
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_of_a_page_does_what_it_says(string page)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, page), TestContext.Current.CancellationToken);
        await using var reader = new PageReader();
        await reader.SitDownAsync();
        foreach (var block in ShellBlocks.Of(text))
        {
            await reader.TypeAsync(block);
        }

        Assert.Equal(0, await reader.LeaveAsync());
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/configuration.md")]
    [InlineData("docs/mapping.md")]
    [InlineData("docs/lanes.md")]
    [InlineData("docs/operating/README.md")]
    public void Pages_for_beginners_can_be_typed(string page) => Assert.Contains(page, Pages.Select(p => p.Data));

    [Fact]
    public async Task A_command_that_fails_in_the_middle_of_a_block_is_seen()
    {
        await using var reader = new PageReader();
        await reader.SitDownAsync();
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(
            () => reader.TypeAsync(new ShellBlock("echo before\nfalse\necho after", [])));
        Assert.Contains("before", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("after", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_earlier_block_showed_does_not_count_for_a_later_one()
    {
        await using var reader = new PageReader { Sight = TimeSpan.FromMilliseconds(100) };
        await reader.SitDownAsync();
        await reader.TypeAsync(new ShellBlock("echo one", ["one"]));
        await Assert.ThrowsAsync<TimeoutException>(() => reader.TypeAsync(new ShellBlock("echo two", ["one"])));
        Assert.Equal(0, await reader.LeaveAsync());
    }

    private static IEnumerable<string> All()
        => from path in Folders
               .SelectMany(f => Directory.EnumerateFiles(Path.Combine(Checkout.Root, f), "*.md", SearchOption.AllDirectories))
               .Append(Path.Combine(Checkout.Root, "README.md"))
           let page = Path.GetRelativePath(Checkout.Root, path).Replace('\\', '/')
           orderby page
           select page;
}
