using System.Globalization;
using HmsSync.EndToEnd.Tests.Crashes;
using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.EventSource;

/// <summary>The package <c>eventsource</c> of npm, which knows nothing of us but the standard.</summary>
public sealed class EventSourceTests
{
    private const int Kills = 2;
    private const int BetweenKills = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Invariant 1, Invariant 2
    [Fact]
    public async Task Over_kills_of_the_engine_it_resumes_by_itself_and_sees_every_event_exactly_once()
    {
        using var clinic = await ClinicWorkspace.CreateAsync("http://127.0.0.1:1");
        var url = $"http://127.0.0.1:{FreePort.Next()}";
        clinic.Edit("listen: http://127.0.0.1:0", $"listen: {url}");
        await NodePackages.InstallAsync(clinic["node"], "EventSource", "follow.mjs");
        var key = await IssueAsync(clinic);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var publisher = new DrillPublisher(clinic);
        var publishing = publisher.RunAsync(enough.Token);
        await using var node = ChildProcess.Start("node", ["follow.mjs", url + "/stream?topic=drill&since=1h", key], clinic["node"]);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var killed = await clinic.RunAsync();
            await SawAsync(node, publisher.Last + BetweenKills);
            await killed.CrashAsync();
        }

        await using var engine = await clinic.RunAsync();
        await SawAsync(node, publisher.Last + BetweenKills);
        publisher.Enough = true;
        await publishing;
        await SawAsync(node, publisher.Last);
        var lines = node.Output.Lines;
        Assert.DoesNotContain(lines, line => line.StartsWith("gap", StringComparison.Ordinal));
        Assert.Equal(Kills + 1, lines.Count(line => line == "open"));
        var events = lines.Where(line => line.StartsWith("event ", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToList();
        Assert.Equal(Enumerable.Range(1, publisher.Last), events.Select(e => int.Parse(e[3], CultureInfo.InvariantCulture)));
        Assert.Equal(events.Select(e => e[1]).Distinct().Order(StringComparer.Ordinal), events.Select(e => e[1]));

        // It is let in by its key, and no longer than its key counts.
        await KeysAsync(clinic, "revoke", "follower", "--yes");
        Assert.Equal(1, await node.ExitAsync(Patience));
        Assert.StartsWith("closed 401", node.Output.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(0, await engine.StopAsync());
    }

    private static async Task<string> IssueAsync(ClinicWorkspace clinic)
    {
        await using var engine = await clinic.RunAsync();
        var key = await KeysAsync(clinic, "issue", "follower", "--scope", "stream", "--expires", "1d");
        Assert.Equal(0, await engine.StopAsync());
        return key;
    }

    private static async Task<string> KeysAsync(ClinicWorkspace clinic, params string[] arguments)
    {
        var run = await CliRun.RunAsync(["keys", .. arguments, "--config", clinic.Config]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Output.Trim();
    }

    private static Task<string> SawAsync(ChildProcess node, int number)
        => node.Output.WaitAsync(line => line.EndsWith($" {number}", StringComparison.Ordinal), Patience);
}
