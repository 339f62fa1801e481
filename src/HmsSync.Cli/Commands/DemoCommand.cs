using System.CommandLine;
using HmsSync.Cli.Demo;
using HmsSync.Cli.Samples;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Commands;

/// <summary><c>demo --once</c> plays the story; <c>demo lotus_notes</c> runs one partner alone.</summary>
internal static class DemoCommand
{
    public static Verb Create(CommandShell shell)
    {
        var once = new Option<bool>("--once") { Description = "Play the story without a person; exit 0 only if every step held" };
        return new Verb(
            "demo", "Plays hub, engine and partners as processes on this machine", "hms-sync demo --once",
            once, LotusNotes(shell), Desk(shell)).Does(shell, call => PlayAsync(call, call.Get(once)));
    }

    private static async Task<int> PlayAsync(Call call, bool once)
    {
        if (!once)
        {
            throw CommandFailedException.Usage("this version plays the story with --once, or one partner: hms-sync demo lotus_notes");
        }

        await using var stage = new WicStage(call.World.Clock, call.Stop);
        var steps = new DemoSteps("wic", call.Screen, call.World.Clock);
        await new WicStory(stage, steps, call.Stop).PlayAsync();
        call.Screen.Document(new { ok = steps.Ok, steps = steps.Steps });
        call.Screen.Say(steps.Ok ? "Every step held." : "A step did not hold.");
        return steps.Ok ? ExitCode.Done : ExitCode.Fault;
    }

    private static Verb LotusNotes(CommandShell shell)
    {
        var url = Text("--url", "Where it listens", "URL", WicWorkspace.LotusUrl);
        var engine = Text("--engine", "Whose doorbell it rings", "URL", WicWorkspace.EngineUrl);
        var data = Text("--data", "Its memory; made when it is not there", "FILE", "lotus.jsonl");
        return new Verb(
            "lotus_notes", "Runs the Lotus Notes calendar alone, in a folder that `init` made", "hms-sync demo lotus_notes",
            url, engine, data)
            .Does(shell, async call =>
            {
                try
                {
                    var doorbell = new Uri(new Uri(call.Get(engine)!), "/webhook/lotus_notes/slotChange");
                    await Partners.LotusNotes.RunAsync(
                        new Uri(call.Get(url)!).ToString(), Secret(call, WicWorkspace.Token), doorbell.ToString(),
                        Secret(call, WicWorkspace.Doorbell), call.Get(data)!, call.Stop);
                    return ExitCode.Done;
                }
                catch (UriFormatException)
                {
                    throw CommandFailedException.Usage("--url and --engine are addresses such as http://127.0.0.1:8701");
                }
                catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
                {
                    throw CommandFailedException.Usage(e.Message);
                }
            });
    }

    /// <summary>The hub's application in the demo; a process of its own, not meant to be typed.</summary>
    private static Verb Desk(CommandShell shell)
    {
        var hub = Text("--hub", "The hub database", "FILE", WicWorkspace.Hub);
        var desk = new Verb("wic_desk", "The clinic's booking application", "hms-sync demo wic_desk", hub) { Hidden = true };
        return desk.Does(shell, async call =>
        {
            await BookingDesk.ServeAsync(call.Get(hub)!, call.World.Input(), call.World.Output, call.Stop);
            return ExitCode.Done;
        });
    }

    private static string Secret(Call call, string file)
        => File.ReadAllText(Path.Combine(Path.GetDirectoryName(call.ConfigPath)!, file)).Trim();

    private static Option<string> Text(string name, string description, string form, string usual)
        => new(name) { Description = description, HelpName = form, DefaultValueFactory = _ => usual };
}
