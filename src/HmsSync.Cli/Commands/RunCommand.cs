using HmsSync.Adapters.Http;
using HmsSync.Cli.Output;
using HmsSync.Cli.Shell;
using HmsSync.Server.Hosting;

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
        try
        {
            await new EngineHost(plan, [new HttpAdapterFactory()], call.World.Clock, call.Screen.Note).RunAsync(call.Stop);
            return ExitCode.Done;
        }
        catch (HostFailedException failure)
        {
            throw failure.IsConfiguration
                ? CommandFailedException.Usage(failure.Message)
                : CommandFailedException.Unreachable(failure.Message);
        }
    }
}
