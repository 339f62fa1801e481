using System.CommandLine;
using HmsSync.Cli.Output;
using HmsSync.Cli.Reading;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Commands;

/// <summary><c>conflicts list</c>: where both sides had changed a field, who won and what lost.</summary>
internal static class ConflictsCommand
{
    private static readonly Column[] Columns =
    [
        new("ID", "id"), new("TABLE", "table"), new("KEY", "key"), new("FIELD", "field"), new("RULE", "rule"), new("STATE", "state"),
        new("WINNER", "winner"), new("VALUES", "values", Wraps: true), new("AT", "at"), new("WHY", "why", Wraps: true),
    ];

    public static Verb Create(CommandShell shell)
    {
        var all = new Option<bool>("--all") { Description = "Also those that were resolved or reverted" };
        return new Verb(
            "conflicts", "Lists where both sides had changed a field, and what lost", "hms-sync conflicts list",
            new Verb("list", "Lists open and decided conflicts", "hms-sync conflicts list --all --json", all).Does(shell, async call =>
            {
                var wanted = call.Get(all);
                var rows = await EngineDoor.ReadAsync(
                    call, Query.Of("/api/conflicts", ("all", wanted ? "true" : null)), store => store.Conflicts(wanted));
                call.Screen.Rows(Columns, rows, "No conflicts.");
                return ExitCode.Done;
            }));
    }
}
