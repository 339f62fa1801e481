using System.Text.RegularExpressions;
using HmsSync.EndToEnd.Tests.Processes;
using HmsSync.EndToEnd.Tests.Terminals;

namespace HmsSync.EndToEnd.Tests.Demo;

public sealed partial class LiveDemoTests
{
    [Fact]
    public async Task A_person_at_the_keys_sees_both_stories()
    {
        using var folder = new TempWorkspace();
        await using var demo = TerminalProcess.Start(folder.Folder, 36, 160, "demo");
        var workspace = Workspace().Match(await demo.SeeAsync("press a key")).Value;
        Assert.True(File.Exists(Path.Combine(workspace, "hms-sync.yml")), workspace);
        Assert.StartsWith("HMS-SYNC", demo.Text, StringComparison.Ordinal);
        Assert.Contains("q quit", demo.Text, StringComparison.Ordinal);

        await demo.PressAsync('r');
        await demo.SeeAsync("→ POST /api/v1/reserveBeds {rule: 1, bedCap: 10, start: 2026-12-01, priority: HIGH} 201");
        await demo.SeeAsync("30 beds: 12 booked, 10 held, 8 free");
        await demo.SeeAsync("3 active, paused: NS-1 NS-2");

        await demo.PressAsync('h');
        await demo.SeeAsync("the hospital is away", screen => screen.Line("hospital").EndsWith(" away", StringComparison.Ordinal));
        await demo.PressAsync('r');
        await demo.SeeAsync("the hospital's lane held, one owed", screen => Held().IsMatch(screen.Text));
        await demo.PressAsync('c');
        await demo.SeeAsync("nobody answers there");

        await demo.PressAsync('h');
        await demo.SeeAsync("{rule: 2, bedCap: 12,");
        await demo.PressAsync('c');
        await demo.SeeAsync("← POST /webhook/bedChange {bedsFree: 7} 204");
        await demo.SeeAsync("→ event hospital.bedChange {icu_beds_free: 7}");

        await demo.PressAsync('m');
        await demo.SeeAsync("book first");
        await demo.PressAsync('b');
        await demo.SeeAsync("→ POST /api/events {uid: 1, begin: 2026-12-01T10:00");
        await demo.PressAsync('m');
        await demo.SeeAsync("← POST /webhook/lotus_notes/slotChange {uid: 1, type: changed, begin: 2026-12-01T10:30");
        await demo.SeeAsync("what the clerk said, agreed", screen => Agreed().IsMatch(screen.Text));

        await demo.PressAsync('d');
        await demo.SeeAsync("who was too late is told", screen => Lost().IsMatch(screen.Text));

        await demo.PressAsync('q');
        Assert.Equal(0, await demo.ExitAsync());
        Assert.Contains("The demo has ended", demo.Text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Folder));
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("demo", "--json")]
    public async Task Without_a_terminal_it_names_the_way_that_needs_none(params string[] arguments)
    {
        using var folder = new TempWorkspace();
        var run = await CliRun.RunInAsync(folder.Folder, null, arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("hms-sync demo --once", run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [GeneratedRegex(@"/\S*hms-sync-demo-\w+")]
    private static partial Regex Workspace();

    [GeneratedRegex(@"→ PATCH /api/events/\d+ \{type: cancelled|→ POST /api/events \{uid: 2,.*type: cancelled")]
    private static partial Regex Lost();

    [GeneratedRegex(@"^hospital +(held|probing) +1 ", RegexOptions.Multiline)]
    private static partial Regex Held();

    [GeneratedRegex(@"^lotus_notes +running +0 .*agreed", RegexOptions.Multiline)]
    private static partial Regex Agreed();
}
