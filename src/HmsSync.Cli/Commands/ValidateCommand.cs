using System.CommandLine;
using HmsSync.Cli.Output;
using HmsSync.Cli.Reaching;
using HmsSync.Cli.Shell;
using HmsSync.Configuration;
using HmsSync.Configuration.Reading;
using HmsSync.Diagnostics;
using HmsSync.Hosting;
using HmsSync.Hosting.Checking;

namespace HmsSync.Cli.Commands;

/// <summary><c>validate</c>: everything that is wrong with the workspace; then whether hub and partners can be reached.</summary>
internal static class ValidateCommand
{
    public static Verb Create(CommandShell shell)
    {
        var offline = new Option<bool>("--offline") { Description = "Look at the files only, reach for nobody" };
        return new Verb(
            "validate", "Says everything that is wrong with the configuration, then reaches for hub and partners",
            "hms-sync validate --offline", offline).Does(shell, call => RunAsync(call, call.Get(offline)));
    }

    private static async Task<int> RunAsync(Call call, bool offline)
    {
        var loaded = ConfigLoader.Load(call.ConfigPath, call.World.Environment);
        var warnings = loaded.Plan?.Warnings ?? [];
        FaultLines.Show(call.Screen, loaded.Faults);
        FaultLines.Show(call.Screen, warnings, "warning");
        if (loaded.Plan is not { } plan)
        {
            call.Screen.Document(Result(false, loaded.Faults, warnings, []));
            call.Screen.Note(loaded.Faults.Count == 1 ? "1 fault" : $"{loaded.Faults.Count} faults");
            return ExitCode.Usage;
        }

        var (reached, checks) = offline ? ([], new FaultLog()) : await ReachAsync(plan, call);
        warnings = [.. warnings, .. checks.Warnings];
        FaultLines.Show(call.Screen, checks.Warnings, "warning");
        foreach (var lost in reached.Where(r => !r.Ok))
        {
            call.Screen.Note($"not reached: {lost.Participant}: {lost.Detail} [{lost.Code}]");
        }

        if (checks.Count > 0)
        {
            FaultLines.Show(call.Screen, checks.Faults);
            call.Screen.Document(Result(false, checks.Faults, warnings, reached));
            return ExitCode.Usage;
        }

        var ok = reached.All(r => r.Ok);
        call.Screen.Document(Result(ok, [], warnings, reached));
        call.Screen.Say(!ok ? "The files are well; not everybody was reached."
            : offline ? "The files are well." : "All is well.");
        return ok ? ExitCode.Done : ExitCode.Unreachable;
    }

    private static async Task<(IReadOnlyList<Reached> Reached, FaultLog Checks)> ReachAsync(EnginePlan plan, Call call)
    {
        var hub = await HubReach.LookAsync(plan.Hub, call.Stop);
        var tables = hub.Ok
            ? (await HubReach.TablesAsync(plan.Hub, call.Stop))
                .Select(n => new Reached(hub.Participant, !n.Held, n.Code, $"{n.Text} {n.Remedy}"))
            : [];
        var checks = hub.Ok ? await HubChecks.RunAsync(plan, call.Stop) : new FaultLog();
        return ([hub, .. tables, .. await new PartnerReach(call.World.Clock).LookAsync(plan.Partners, call.Stop)], checks);
    }

    private static object Result(
        bool ok, IReadOnlyList<Fault> faults, IReadOnlyList<Fault> warnings, IReadOnlyList<Reached> reached)
        => new { ok, faults = FaultLines.Json(faults), warnings = FaultLines.Json(warnings), reached };
}
