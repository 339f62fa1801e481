namespace HmsSync.EndToEnd.Tests.Docs;

public sealed class ShellBlocksTests
{
    private const string Page = """
        Text with `code`.

        ```sh
        ./hms-sync --version
        echo two
        ```

        ```yaml
        not: a command
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
        => Assert.Equal(["./hms-sync --version\necho two", "echo three"], ShellBlocks.Of(Page));

    [Fact]
    public void A_block_without_an_end_is_an_error()
        => Assert.Throws<FormatException>(() => ShellBlocks.Of("```sh\necho one"));
}
