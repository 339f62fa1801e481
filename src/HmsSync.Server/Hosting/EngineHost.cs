using HmsSync.Configuration;
using HmsSync.Hosting;
using HmsSync.Hosting.Checking;
using HmsSync.Lanes.Handlers;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Server.Hosting;

/// <summary>The engine and its server in this process, from a plan to the end: what <c>run</c> does, and an embedding program.</summary>
internal sealed class EngineHost(EnginePlan plan, IReadOnlyList<AdapterFactory> adapters, TimeProvider clock, Action<string> note)
{
    /// <summary>Code that takes part as a participant, by its name.</summary>
    public IReadOnlyDictionary<string, HandlerCode> Handlers { get; init; } = new Dictionary<string, HandlerCode>();

    /// <summary>Called when the engine is open and nothing has started.</summary>
    public Action<Engine> Opened { get; init; } = _ => { };

    /// <summary>Completes when it was told to stop and everything is drained.</summary>
    /// <exception cref="HostFailedException">Hub or store cannot be opened, or the address is taken.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        if (await HubReach.LookAsync(plan.Hub, stop) is { Ok: false } lost)
        {
            throw new HostFailedException($"hub not reached [{lost.Code}]: {lost.Detail}");
        }

        if (plan.Conflicts.Values.Any(c => c.Claims.Count > 0) && await HubChecks.RunAsync(plan, stop) is { Count: > 0 } checks)
        {
            // A claim on a column that is not there would claim nothing, and nobody would notice.
            throw new HostFailedException(string.Join('\n', checks.Faults)) { IsConfiguration = true };
        }

        using var loggers = StandardErrorLog.Open();
        var random = Production.Random();
        using var hub = HubOf.Plan(plan.Hub, clock, random.Split(), loggers);
        var seams = Production.Seams(plan, hub, adapters, clock, random, loggers) with { Handlers = Handlers };
        await using var engine = await OpenAsync(seams);
        await using var server = await ListenAsync(engine, stop);
        Opened(engine);
        engine.Start();
        note($"listening on {server.Url.ToString().TrimEnd('/')}");
        var stopped = stop.UntilCancelledAsync();
        if (await Task.WhenAny(engine.HubFeed.CaughtUp, stopped) != stopped)
        {
            // From here on every commit of the application is captured.
            note($"following {HubReach.Told(plan.Hub)}");
            await stopped;
        }
    }

    private async Task<Engine> OpenAsync(EngineSeams seams)
    {
        try
        {
            return await Engine.OpenAsync(plan, seams);
        }
        catch (StoreRefusedException refused)
        {
            throw new HostFailedException($"{refused.Message} [{refused.Code}]");
        }
    }

    private async Task<EngineServer> ListenAsync(Engine engine, CancellationToken stop)
    {
        try
        {
            return await EngineServer.StartAsync(engine, plan, stop);
        }
        catch (IOException fault)
        {
            throw new HostFailedException(
                $"cannot listen on {plan.Server.Listen}: {fault.Message} Another `server.listen` would help.");
        }
    }
}
