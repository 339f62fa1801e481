using System.CommandLine;
using HmsSync.Cli.Samples;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Commands;

/// <summary><c>init</c>: a working workspace to begin with.</summary>
internal static class InitCommand
{
    public static Verb Create(CommandShell shell)
    {
        var folder = new Argument<string>("DIR")
        {
            Description = "Where; made when it is not there",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => ".",
        };
        return new Verb("init", "Writes a commented workspace that works: a SQLite hub, one HTTP partner", "hms-sync init wic", folder)
            .Does(shell, call => Task.FromResult(Run(call, call.Get(folder)!)));
    }

    private const string Booking
        = "INSERT INTO appointments VALUES(1, 'CID-42', '2026-12-01T10:00', '2026-12-01T10:30', 'WIC', 'booked')";

    private static int Run(Call call, string folder)
    {
        if (string.IsNullOrWhiteSpace(folder))
        {
            throw CommandFailedException.Usage("DIR is empty: name a folder.");
        }

        var path = Path.GetFullPath(folder);
        WicWorkspace.Write(path, text => text);
        call.Screen.Document(new { folder = path, files = WicWorkspace.Files });
        call.Screen.Say($"""
            {path} holds a workspace. Next, in that folder:

              hms-sync demo lotus_notes     the partner, in a terminal of its own
              hms-sync run                  the engine, in another
              sqlite3 {WicWorkspace.Hub} "{Booking}"
              hms-sync audit list           what was delivered
            """);
        return ExitCode.Done;
    }
}
