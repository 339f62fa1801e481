using HmsSync.Cli.Output;
using HmsSync.Configuration;

namespace HmsSync.Cli.Shell;

/// <summary>Loads the configuration that a command was pointed at.</summary>
internal static class Workspace
{
    /// <exception cref="CommandFailedException">It has faults; all of them have been shown on standard error.</exception>
    public static EnginePlan Load(Call call, Func<string, string?> environment)
    {
        var loaded = ConfigLoader.Load(call.ConfigPath, environment);
        if (loaded.Plan is { } plan)
        {
            return plan;
        }

        FaultLines.Show(call.Screen, loaded.Faults);
        throw CommandFailedException.Usage(Summary(call.ConfigPath, loaded.Faults.Count));
    }

    public static string Summary(string path, int faults)
        => $"{path}: {(faults == 1 ? "1 fault" : $"{faults} faults")}; nothing was started.";
}
