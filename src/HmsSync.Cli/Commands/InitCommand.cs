using System.CommandLine;
using HmsSync.Cli.Samples;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Commands;

/// <summary><c>init</c>: a working workspace to begin with.</summary>
internal static class InitCommand
{
    private const string Booking
        = "INSERT INTO appointments VALUES(1, 'CID-42', '2026-12-01T10:00', '2026-12-01T10:30', 'WIC', 'booked')";

    private const string Rule
        = "INSERT INTO rules VALUES(1, 'ICU beds for burn victims', 'Hospital', 'north_ridge', 10, '2026-12-01')";

    public static Verb Create(CommandShell shell)
    {
        var folder = new Argument<string>("DIR")
        {
            Description = "Where; made when it is not there",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => ".",
        };
        var sample = new Option<string>("--sample")
        {
            Description = "wic: a clinic and its calendar; wildfire: the workspace of the demo, with four partners",
            HelpName = "NAME",
            DefaultValueFactory = _ => SampleWorkspace.Wic.Name,
        };
        sample.AcceptOnlyFromAmong([.. SampleWorkspace.All.Select(s => s.Name)]);
        return new Verb(
            "init", "Writes a commented workspace that works: a SQLite hub, one HTTP partner", "hms-sync init wic", folder, sample)
            .Does(shell, call => Task.FromResult(Run(call, call.Get(folder)!, call.Get(sample)!)));
    }

    private static int Run(Call call, string folder, string name)
    {
        if (string.IsNullOrWhiteSpace(folder))
        {
            throw CommandFailedException.Usage("DIR is empty: name a folder.");
        }

        var path = Path.GetFullPath(folder);
        var sample = SampleWorkspace.All.Single(s => s.Name == name);
        var writer = new WorkspaceWriter(sample);
        writer.Write(path, text => text);
        call.Screen.Document(new { folder = path, files = writer.Files });
        call.Screen.Say($"{path} holds a workspace. Next, in that folder:\n\n{Next(sample)}");
        return ExitCode.Done;
    }

    private static string Next(SampleWorkspace sample) => sample == SampleWorkspace.Wildfire
        ? $"""
              hms-sync run                  the engine, in a terminal of its own
              hms-sync demo hospital        a partner, in another; also species_index, state_registry, lotus_notes
              sqlite3 {SampleWorkspace.Hub} "{Rule}"
              hms-sync audit list           what was delivered
            """
        : $"""
              hms-sync demo lotus_notes     the partner, in a terminal of its own
              hms-sync run                  the engine, in another
              sqlite3 {SampleWorkspace.Hub} "{Booking}"
              hms-sync audit list           what was delivered
            """;
}
