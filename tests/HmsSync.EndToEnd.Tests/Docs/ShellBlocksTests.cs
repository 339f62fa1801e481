namespace HmsSync.EndToEnd.Tests.Docs;

public sealed class ShellBlocksTests
{
    private const string Page = """
        Text with `code`.

        ```sh
        ./hms-sync --version
        echo two
        ```

        and there is

        ```text
        two

        …
        ```

        ```yaml
        not: a command
        ```

        ```text
        what no command shows
        ```

        ```sh no-run
        rm -rf /
        ```

        ```
        ```

        ```sh
        echo three
        ```
        """;

    [Fact]
    public void Blocks_of_the_shell_come_in_order_and_others_do_not()
        => Assert.Equal(["./hms-sync --version\necho two", "echo three"], ShellBlocks.Of(Page).Select(b => b.Commands));

    [Fact]
    public void What_a_block_shows_belongs_to_the_block_above()
        => Assert.Equal([["two"], []], ShellBlocks.Of(Page).Select(b => b.Shows));

    [Fact]
    public void A_block_without_an_end_is_an_error()
        => Assert.Throws<FormatException>(() => ShellBlocks.Of("```sh\necho one"));

    [Theory]
    [InlineData("hospital  held … refused", "hospital held    2   0  refused ", true)]
    [InlineData("hospital held", "hospital held 2", false)]
    [InlineData("a.b", "axb", false)]
    [InlineData("…", "", true)]
    public void A_line_is_as_shown_where_the_words_are(string shown, string line, bool isShown)
        => Assert.Equal(isShown, ShellBlock.IsShown(shown, line));
}
