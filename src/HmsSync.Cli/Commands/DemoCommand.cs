using System.CommandLine;
using HmsSync.Cli.Demo;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Commands;

/// <summary><c>demo</c>: both stories, live; with <c>--once</c> played to their end.</summary>
internal static class DemoCommand
{
    public static Verb Create(CommandShell shell)
    {
        var once = new Option<bool>("--once")
        {
            Description = "Play both stories without a person; exit 0 only if every step held",
        };
        return new Verb(
            "demo", "Plays hub, engine and partners as processes on this machine, with keys to press", "hms-sync demo --once",
            [once, .. DemoPartnerVerbs.Create(shell)])
            .Does(shell, call => call.Get(once) ? PlayAsync(call) : WatchAsync(call));
    }

    private static async Task<int> PlayAsync(Call call)
    {
        await using var stage = new DemoStage(call.World.Clock, call.Stop);
        var steps = await new BothStories(stage, call.Screen, call.World.Clock, call.Stop).PlayAsync();
        var ok = steps.All(step => step.Ok);
        call.Screen.Document(new { ok, steps });
        call.Screen.Say(ok ? "Every step held." : "A step did not hold.");
        return ok ? ExitCode.Done : ExitCode.Fault;
    }

    private static async Task<int> WatchAsync(Call call)
    {
        if (!call.World.OutputIsTerminal || !call.World.InputIsTerminal || call.Screen.IsJson)
        {
            throw CommandFailedException.Usage(
                "the live demo needs a terminal and a person at its keys; without them: hms-sync demo --once");
        }

        await using var stage = new DemoStage(call.World.Clock, call.Stop);
        await new LiveDemo(stage, call.World, call.Stop).RunAsync();
        return ExitCode.Done;
    }
}
