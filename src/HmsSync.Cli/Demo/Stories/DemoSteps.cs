using HmsSync.Cli.Output;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Demo;

/// <summary>Plays the steps of one story, measures each, and tells what was seen as it happens.</summary>
internal sealed class DemoSteps(string story, Screen screen, TimeProvider clock)
{
    private readonly List<DemoStep> _steps = [];

    public IReadOnlyList<DemoStep> Steps => _steps;

    public bool Ok => _steps.All(step => step.Ok);

    /// <summary>Plays a step; after one that did not hold the rest of the story makes no sense and is left out.</summary>
    /// <param name="step">What happens.</param>
    /// <param name="play">What was seen on both sides, and whether it is as it should be.</param>
    public async Task PlayAsync(string step, Func<Task<Seen>> play)
    {
        if (!Ok)
        {
            return;
        }

        var began = clock.GetTimestamp();
        var seen = await SeeAsync(play);
        var played = new DemoStep(story, step, seen.Ok, seen.What, (long)clock.GetElapsedTime(began).TotalMilliseconds);
        _steps.Add(played);
        screen.Say($"{(seen.Ok ? "✓" : "✗")} {step}\n    {seen.What.ReplaceLineEndings("\n    ")}  ({played.Ms} ms)");
    }

    private static async Task<Seen> SeeAsync(Func<Task<Seen>> play)
    {
        try
        {
            return await play();
        }
        catch (DemoFailedException failure)
        {
            return new Seen(false, failure.Message);
        }
        catch (EngineAwayException failure)
        {
            return new Seen(false, failure.Message);
        }
        catch (CommandFailedException failure)
        {
            return new Seen(false, failure.Message);
        }
    }
}

/// <param name="Story">Which story.</param>
/// <param name="Step">What happened.</param>
/// <param name="Ok">Whether it was seen as it should be.</param>
/// <param name="Seen">What was seen, on both sides.</param>
/// <param name="Ms">From the act to the sight of it.</param>
internal sealed record DemoStep(string Story, string Step, bool Ok, string Seen, long Ms);

/// <summary>What was seen, and whether it is as it should be.</summary>
internal readonly record struct Seen(bool Ok, string What);
