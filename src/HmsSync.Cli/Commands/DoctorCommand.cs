using HmsSync.Cli.Output;
using HmsSync.Cli.Reading;
using HmsSync.Cli.Shell;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hosting.Doctor;

namespace HmsSync.Cli.Commands;

/// <summary><c>doctor</c>: versions, permissions, slot, disk and clock, with what to do.</summary>
internal static class DoctorCommand
{
    private static readonly Column[] Findings =
        [new("STATE", "state"), new("CHECK", "check"), new("WHAT", "what", Wraps: true), new("WHAT TO DO", "remedy", Wraps: true)];

    public static Verb Create(CommandShell shell)
        => new Verb("doctor", "Looks at versions, permissions, slot, disk and clock, and says what to do", "hms-sync doctor --json")
            .Does(shell, RunAsync);

    private static async Task<int> RunAsync(Call call)
    {
        var found = await Doctor.LookAsync(call.Plan, Position(call.Plan), call.World.Clock, call.Stop);
        var faults = found.Count(f => f.IsFault);
        call.Screen.Rows(Findings, JsonOut.Element(found), "");
        call.Screen.Say(faults switch { 0 => "Nothing is wrong.", 1 => "1 fault.", _ => $"{faults} faults." });
        return faults == 0 ? ExitCode.Done : ExitCode.Fault;
    }

    private static FeedPosition Position(EnginePlan plan)
    {
        if (!File.Exists(plan.StorePath))
        {
            return FeedPosition.Start;
        }

        using var store = StoreView.Open(plan);
        return store.Readers.Read(reader => reader.Events.Position(HubFeedLoop.Source));
    }
}
