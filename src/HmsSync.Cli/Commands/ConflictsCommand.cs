using System.CommandLine;
using System.Text;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Cli.Output;
using HmsSync.Cli.Reading;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Commands;

/// <summary><c>conflicts list|show|resolve|revert</c>: where both sides had changed a field, who won and what lost.</summary>
internal static class ConflictsCommand
{
    private static readonly Column[] Columns =
    [
        new("ID", "id"), new("TABLE", "table"), new("KEY", "key"), new("FIELD", "field"), new("RULE", "rule"), new("STATE", "state"),
        new("WINNER", "winner"), new("VALUES", "values", Wraps: true), new("AT", "at"), new("WHY", "why", Wraps: true),
    ];

    public static Verb Create(CommandShell shell) => new(
        "conflicts", "The review queue: where both sides had changed a field, and what lost", "hms-sync conflicts list",
        List(shell), Show(shell), Resolve(shell), Revert(shell));

    private static Verb List(CommandShell shell)
    {
        var all = new Option<bool>("--all") { Description = "Also those that were resolved or reverted" };
        return new Verb("list", "Lists open and decided conflicts", "hms-sync conflicts list --all --json", all)
            .Does(shell, async call =>
            {
                var wanted = call.Get(all);
                var rows = await EngineDoor.ReadAsync(
                    call, Query.Of("/api/conflicts", ("all", wanted ? "true" : null)), store => store.Conflicts(wanted));
                call.Screen.Rows(Columns, rows, "No conflicts.");
                return ExitCode.Done;
            });
    }

    private static Verb Show(CommandShell shell)
    {
        var id = Ask.Id("conflicts list --all");
        return new Verb("show", "Shows one conflict with both values, as policy lets you see them", "hms-sync conflicts show 7", id)
            .Does(shell, async call =>
            {
                var wanted = call.Required(id);
                return Tell(call, await EngineDoor.ReadAsync(call, Path(wanted), store => store.Conflict(wanted)));
            });
    }

    private static Verb Resolve(CommandShell shell)
    {
        var id = Ask.Id("conflicts list");
        var winner = new Option<string>("--winner")
        {
            Description = "Whose value stands: hms, or the partner",
            HelpName = "PARTICIPANT",
        };
        var value = new Option<string>("--value") { Description = "A value of your own, for both sides", HelpName = "JSON" };
        return new Verb(
            "resolve", "Decides an open conflict, or one that a rule had decided", "hms-sync conflicts resolve 7 --winner hms",
            id, winner, value)
            .Does(shell, async call =>
            {
                var (side, json) = (call.Get(winner), call.Get(value));
                if ((side is null) == (json is null))
                {
                    throw CommandFailedException.Usage("name --winner PARTICIPANT or --value JSON; one of both.");
                }

                object body = side is null
                    ? new { value = Value(json!), by = PartnersCommand.Who(call) }
                    : new { winner = side, by = PartnersCommand.Who(call) };
                return await AnswerAsync(call, $"{Path(call.Required(id))}/resolve", body);
            });
    }

    private static Verb Revert(CommandShell shell)
    {
        var id = Ask.Id("conflicts list --all");
        return new Verb("revert", "Puts back what had lost", "hms-sync conflicts revert 7", id).Does(
            shell, call => AnswerAsync(call, $"{Path(call.Required(id))}/revert", new { by = PartnersCommand.Who(call) }));
    }

    /// <exception cref="CommandFailedException">It is no JSON; the value itself is not told again.</exception>
    private static JsonElement Value(string json)
    {
        using var document = StrictJson.ReadObject(Encoding.UTF8.GetBytes($"{{\"value\":{json}}}"));
        return document is not null && document.RootElement.TryGetProperty("value", out var value)
            && document.RootElement.EnumerateObject().Count() == 1
            ? value.Clone()
            : throw CommandFailedException.Usage("--value is no JSON value: write text in quotes, as in --value '\"09:00\"'.");
    }

    private static async Task<int> AnswerAsync(Call call, string path, object body)
        => Tell(call, await EngineDoor.UseAsync(call, engine => engine.PostAsync(path, body, call.Stop)));

    private static int Tell(Call call, JsonElement row)
    {
        call.Screen.Document(row);
        foreach (var field in row.EnumerateObject())
        {
            call.Screen.Say($"{field.Name,-12} {field.Value}");
        }

        return ExitCode.Done;
    }

    private static string Path(long id) => string.Create(CultureInfo.InvariantCulture, $"/api/conflicts/{id}");
}
