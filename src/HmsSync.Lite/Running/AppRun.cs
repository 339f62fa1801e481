using HmsSync.Adapters.Http;
using HmsSync.Diagnostics;
using HmsSync.Lite.Workspaces;
using HmsSync.Server.Hosting;

namespace HmsSync.Lite.Running;

/// <summary>One run of a program: from its configuration to its end. Says what the command line would say.</summary>
internal sealed class AppRun(Workspace workspace, HandlerList handlers, RunningApp running, TextWriter errors)
{
    private const int Done = 0;
    private const int Usage = 2;
    private const int Unreachable = 3;

    public async Task<int> RunAsync(CancellationToken stop)
    {
        running.Begin();
        var all = handlers.Close();
        var loaded = workspace.Load();
        var faults = loaded.Plan is null ? loaded.Faults : handlers.Faults(loaded.Plan);
        if (loaded.Plan is not { } plan || faults.Count > 0)
        {
            Show(faults, "error");
            return End(Usage, $"{workspace.Path}: {(faults.Count == 1 ? "1 fault" : $"{faults.Count} faults")}; nothing was started.");
        }

        // A partner that is only pushed to is not idle: handlers do it.
        Show(plan.Warnings.Where(w => all.Count == 0 || w.Code != "config.idle_partner"), "warning");
        var host = new EngineHost(
            plan with { Partners = [.. plan.Partners, .. all.Select(h => h.Plan)] },
            [new HttpAdapterFactory()],
            TimeProvider.System,
            Note)
        {
            Handlers = all.ToDictionary(h => h.Name, RunningApp.Code, StringComparer.Ordinal),
            Opened = engine =>
            {
                foreach (var handler in all)
                {
                    Note($"{handler.Name} listens to {handler.On}");
                }

                running.Opened(engine);
            },
        };
        try
        {
            await host.RunAsync(stop);
            return End(Done, null);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return End(Done, null); // told to stop before it had started
        }
        catch (HostFailedException failure)
        {
            return End(failure.IsConfiguration ? Usage : Unreachable, failure.Message);
        }
        catch
        {
            End(Unreachable, null);
            throw;
        }
    }

    private int End(int code, string? why)
    {
        running.Ended(why ?? "The program has ended.");
        if (why is not null)
        {
            Note($"hms-sync: {why}");
        }

        return code;
    }

    private void Show(IEnumerable<Fault> faults, string kind)
    {
        foreach (var fault in faults)
        {
            Note($"{kind}: {workspace.Tell(fault)}");
        }
    }

    private void Note(string line) => errors.WriteLine(line);
}
