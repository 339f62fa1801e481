using HmsSync.Cli.Output;

namespace HmsSync.Cli.Demo;

/// <summary>Plays both stories on one stage, from the first process's start to the engine's end.</summary>
internal sealed class BothStories(DemoStage stage, Screen screen, TimeProvider clock, CancellationToken stop)
{
    private readonly DemoSteps _frame = new("demo", screen, clock);
    private readonly DemoSteps _wic = new("wic", screen, clock);
    private readonly DemoSteps _wildfire = new("wildfire", screen, clock);

    /// <summary>In the order in which they were played.</summary>
    public async Task<IReadOnlyList<DemoStep>> PlayAsync()
    {
        await _frame.PlayAsync("hub, engine and four partners start, each a process of its own", SetAsync);
        if (!_frame.Ok)
        {
            return _frame.Steps;
        }

        await new WicStory(stage, _wic, stop).PlayAsync();
        await new WildfireStory(stage, _wildfire, clock, stop).PlayAsync();
        await _frame.PlayAsync("the engine is told to end", EndAsync);
        return [_frame.Steps[0], .. _wic.Steps, .. _wildfire.Steps, .. _frame.Steps.Skip(1)];
    }

    private async Task<Seen> SetAsync()
    {
        await stage.SetAsync();
        var partners = string.Join("; ", DemoPartner.All.Select(p => $"{p.Name}: {DemoAddresses.Text(stage.UrlOf(p))}"));
        return new Seen(true, $"engine: {DemoAddresses.Text(stage.EngineUrl)}; {partners}");
    }

    private async Task<Seen> EndAsync()
    {
        var code = await stage.StopEngineAsync();
        return new Seen(code == 0, $"engine: drained, exit code {code}");
    }
}
