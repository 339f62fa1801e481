using HmsSync.Cli.Output;
using HmsSync.Cli.Reaching;
using HmsSync.Cli.Running;
using HmsSync.Cli.Shell;
using HmsSync.Configuration;
using HmsSync.Hosting;
using HmsSync.Server.Hosting;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Cli.Commands;

/// <summary><c>run</c>: the engine and its server until SIGTERM or SIGINT.</summary>
internal static class RunCommand
{
    public static Verb Create(CommandShell shell)
        => new Verb("run", "Runs the engine and its server until SIGTERM, then drains", "hms-sync run --config /srv/sync/hms-sync.yml")
            .Does(shell, RunAsync);

    private static async Task<int> RunAsync(Call call)
    {
        var plan = Workspace.Load(call, call.World.Environment);
        FaultLines.Show(call.Screen, plan.Warnings, "warning");
        if (HubReach.Look(plan.Hub) is { Ok: false } lost)
        {
            throw CommandFailedException.Unreachable($"hub not reached [{lost.Code}]: {lost.Detail}");
        }

        using var loggers = StandardErrorLog.Open();
        var random = Production.Random();
        using var hub = new SqliteHub(plan.Hub, call.World.Clock, random.Split());
        await using var engine = await OpenAsync(plan, Production.Seams(plan, hub, call.World.Clock, random, loggers));
        return await ServeAsync(call, engine, plan);
    }

    private static async Task<Engine> OpenAsync(EnginePlan plan, EngineSeams seams)
    {
        try
        {
            return await Engine.OpenAsync(plan, seams);
        }
        catch (StoreRefusedException refused)
        {
            throw CommandFailedException.Unreachable($"{refused.Message} [{refused.Code}]");
        }
    }

    private static async Task<int> ServeAsync(Call call, Engine engine, EnginePlan plan)
    {
        await using var server = await ListenAsync(engine, plan, call.Stop);
        engine.Start();
        call.Screen.Note($"listening on {server.Url.ToString().TrimEnd('/')}");
        var stopped = call.Stop.UntilCancelledAsync();
        if (await Task.WhenAny(engine.HubFeed.CaughtUp, stopped) != stopped)
        {
            // From here on every commit of the application is captured.
            call.Screen.Note($"following {plan.Hub.Connection}");
            await stopped;
        }

        return ExitCode.Done;
    }

    private static async Task<EngineServer> ListenAsync(Engine engine, EnginePlan plan, CancellationToken stop)
    {
        try
        {
            return await EngineServer.StartAsync(engine, plan, stop);
        }
        catch (IOException fault)
        {
            throw CommandFailedException.Unreachable(
                $"cannot listen on {plan.Server.Listen}: {fault.Message} Another `server.listen` would help.");
        }
    }
}
