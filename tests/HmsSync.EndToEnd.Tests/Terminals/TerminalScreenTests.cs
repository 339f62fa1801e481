namespace HmsSync.EndToEnd.Tests.Terminals;

public sealed class TerminalScreenTests
{
    [Theory]
    [InlineData("ab\r\ncd", "ab\ncd\n")]
    [InlineData("ab\rc", "cb\n\n")]
    [InlineData("abcdef", "abcd\nef\n")]
    [InlineData("a\r\nb\r\nc\r\nd", "b\nc\nd")]
    [InlineData("a\r\nb\u001b[1A\rc", "c\nb\n")]
    [InlineData("abc\u001b[2K\rd", "d\n\n")]
    [InlineData("abc\r\u001b[1md\u001b[0m\u001b[Ke", "de\n\n")]
    [InlineData("abc\u001b[?1049h\u001b[Hd", "d\n\n")]
    [InlineData("\u001b=a\u001b[?25l\u001b[38;5;9mb", "ab\n\n")]
    public void It_shows_what_a_terminal_shows(string written, string seen)
    {
        var screen = new TerminalScreen(3, 4);
        foreach (var c in written)
        {
            screen.Feed([c]);
        }

        Assert.Equal(seen, screen.Text);
    }

    [Fact]
    public void A_line_is_found_by_its_first_word()
    {
        var screen = new TerminalScreen(3, 20);
        screen.Feed("hospitals x\r\nhospital  held 1");
        Assert.Equal("hospital  held 1", screen.Line("hospital"));
        Assert.Equal("", screen.Line("nobody"));
    }
}
