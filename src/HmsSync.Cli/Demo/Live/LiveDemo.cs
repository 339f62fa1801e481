using HmsSync.Cli.Shell;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace HmsSync.Cli.Demo;

/// <summary>The live picture and its keys, until somebody quits.</summary>
internal sealed class LiveDemo(DemoStage stage, World world, CancellationToken stop)
{
    private const char Quit = 'q';
    private const string EnterPicture = "\u001b[?1049h\u001b[H";
    private const string LeavePicture = "\u001b[?1049l";

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(world.Output),
        ColorSystem = string.IsNullOrEmpty(world.Environment("NO_COLOR")) ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.Yes,
    });

    /// <exception cref="CommandFailedException">The stage does not stand, or the engine is gone.</exception>
    public async Task RunAsync()
    {
        await world.Output.WriteLineAsync("Starting hub, engine and four partners, each a process of its own …");
        try
        {
            await stage.SetAsync();
            await ShowAsync();
        }
        catch (DemoFailedException failure)
        {
            throw CommandFailedException.Fault(failure.Message);
        }
        catch (EngineAwayException failure)
        {
            throw CommandFailedException.Unreachable(failure.Message);
        }
    }

    private async Task ShowAsync()
    {
        var hasScreen = _console.Profile.Capabilities.Ansi;
        await world.Output.WriteAsync(hasScreen ? EnterPicture : "");
        try
        {
            var sight = new LiveSight(stage, world.Clock, stop);
            var first = await sight.LookAsync("press a key");
            await _console.Live(Draw(first)).Overflow(VerticalOverflow.Crop).StartAsync(context => FollowAsync(context, sight));
        }
        finally
        {
            await world.Output.WriteAsync(hasScreen ? LeavePicture : "");
        }

        await world.Output.WriteLineAsync($"The demo has ended; {stage.Calls.Lines.Count} calls were seen.");
    }

    private async Task FollowAsync(LiveDisplayContext context, LiveSight sight)
    {
        var acts = new LiveActs(stage, stop);
        var note = "press a key";
        while (!stop.IsCancellationRequested)
        {
            if (Key() is { } key)
            {
                if (key == Quit)
                {
                    return;
                }

                note = await acts.DoAsync(key) ?? note;
            }

            context.UpdateTarget(Draw(await sight.LookAsync(note)));
            await Task.Delay(Beat, world.Clock, CancellationToken.None);
        }
    }

    private IRenderable Draw(LiveView view) => new LivePicture(_console.Profile.Width, _console.Profile.Height).Draw(view);

    /// <summary>Null: none is pressed.</summary>
    private static char? Key() => Console.KeyAvailable ? char.ToLowerInvariant(Console.ReadKey(intercept: true).KeyChar) : null;
}
