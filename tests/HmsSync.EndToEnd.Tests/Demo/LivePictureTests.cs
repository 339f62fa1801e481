using HmsSync.Cli.Demo;
using HmsSync.EndToEnd.Tests.Terminals;
using Spectre.Console;

namespace HmsSync.EndToEnd.Tests.Demo;

public sealed class LivePictureTests
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(80, 24)]
    [InlineData(200, 60)]
    public void It_fits_the_terminal_with_all_its_keys_whatever_partners_say(int columns, int rows)
    {
        var view = new LiveView(
            new Uri("http://127.0.0.1:65535"), "/tmp/hms-sync-demo-abcdef",
            [("hms", "many"), ("hospital", new string('x', 300)), ("species_index", "a\u001b[2Jb"), ("d", "away"), ("e", "")],
            [.. Enumerable.Range(1, 5).Select(Lane)],
            [.. Enumerable.Range(1, 90).Select(n => new PartnerLine(Noon, "state_registry", $"call {n} " + new string('z', 300)))],
            new string('n', 500));
        var screen = Show(view, columns, rows);
        var lines = screen.Text.Split('\n');

        Assert.StartsWith("HMS-SYNC", lines[0], StringComparison.Ordinal);
        Assert.Contains(LivePicture.Keys, lines);
        Assert.Contains("call 90 ", screen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', screen.Text);
        Assert.Equal(5, lines.Count(line => line.StartsWith("hms/partner_", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_quiet_leaves_room_and_nothing_jumps()
    {
        var view = new LiveView(new Uri("http://127.0.0.1:1"), "/tmp/x", [("hms", "0 rules")], [], [], "press a key");
        var before = Show(view, 80, 24).Text.Split('\n');
        var after = Show(view with { Calls = [new PartnerLine(Noon, "hospital", "→ POST")] }, 80, 24).Text.Split('\n');

        Assert.Equal(Array.IndexOf(before, LivePicture.Keys), Array.IndexOf(after, LivePicture.Keys));
    }

    private static LaneView Lane(int n)
        => new($"hms/partner_{n}", "probing", 100_000, 12_345.6, "superseded", new string('y', 200));

    private static TerminalScreen Show(LiveView view, int columns, int rows)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        (console.Profile.Width, console.Profile.Height) = (columns, rows);
        console.Write(new LivePicture(columns, rows).Draw(view));
        var screen = new TerminalScreen(rows, columns);
        screen.Feed(output.ToString().TrimEnd('\n').Replace("\n", "\r\n", StringComparison.Ordinal));
        return screen;
    }
}
