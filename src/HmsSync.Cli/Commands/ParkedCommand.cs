using System.CommandLine;
using System.Text.Json;
using HmsSync.Cli.Output;
using HmsSync.Cli.Reading;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Commands;

/// <summary><c>parked list|show|redrive|drop</c>: deliveries that need a person.</summary>
internal static class ParkedCommand
{
    private static readonly Column[] Columns =
    [
        new("ID", "id"), new("PARTNER", "partner"), new("SEQ", "seq"), new("TOPIC", "topic"), new("KEY", "key", Wraps: true),
        new("OP", "op"),
        new("CODE", "code"), new("REASON", "reason", Wraps: true), new("ATTEMPTS", "attempts"), new("AT", "at"), new("COUNT", "count"),
    ];

    private static readonly Column[] Results = [new("ID", "id"), new("RESULT", "result")];

    public static Verb Create(CommandShell shell) => new(
        "parked", "Lists, shows, redrives and drops deliveries that need a person", "hms-sync parked list",
        List(shell), Show(shell), Redrive(shell), Drop(shell));

    private static Verb List(CommandShell shell)
    {
        var partner = Ask.Partner();
        return new Verb("list", "Lists what is parked", "hms-sync parked list --partner lotus_notes", partner)
            .Does(shell, async call =>
            {
                var name = PartnerName.CheckOptional(call.Plan, call.Get(partner));
                var rows = await EngineDoor.ReadAsync(call, Query.Of("/api/parked", ("partner", name)), store => store.Parked(name));
                call.Screen.Rows(Columns, rows, "Nothing is parked.");
                return ExitCode.Done;
            });
    }

    private static Verb Show(CommandShell shell)
    {
        var id = Ask.Id();
        return new Verb("show", "Shows one parked delivery with its data, as policy lets you see it", "hms-sync parked show 7", id)
            .Does(shell, async call =>
            {
                var wanted = call.Required(id);
                var row = await EngineDoor.ReadAsync(
                    call, string.Create(CultureInfo.InvariantCulture, $"/api/parked/{wanted}"), store => store.ParkedOne(wanted));
                call.Screen.Document(row);
                foreach (var field in row.EnumerateObject())
                {
                    call.Screen.Say($"{field.Name,-12} {field.Value}");
                }

                return ExitCode.Done;
            });
    }

    private static Verb Redrive(CommandShell shell)
    {
        var ids = Ask.Ids(ArgumentArity.ZeroOrMore);
        var partner = Ask.Partner();
        return new Verb(
            "redrive", "Delivers parked deliveries again, by id or all of a partner", "hms-sync parked redrive 7 8", ids, partner)
            .Does(shell, async call =>
            {
                var wanted = call.Get(ids) ?? [];
                var name = PartnerName.CheckOptional(call.Plan, call.Get(partner));
                if ((wanted.Length == 0) == (name is null))
                {
                    throw CommandFailedException.Usage("name the ids, or --partner NAME for all of one partner; one of both.");
                }

                object body = name is null ? new { ids = wanted } : new { partner = name };
                return await ChangeAsync(call, "/api/parked/redrive", body, "Nothing of that partner is parked.");
            });
    }

    private static Verb Drop(CommandShell shell)
    {
        var ids = Ask.Ids(ArgumentArity.OneOrMore);
        var reason = new Option<string>("--reason")
        {
            Description = "Why, as one word for the audit: a to z, 0 to 9 and _",
            HelpName = "WORD",
        };
        var yes = Ask.Yes("Do not ask");
        return new Verb("drop", "Gives parked deliveries up for good; audited", "hms-sync parked drop 7 --yes", ids, reason, yes)
            .Does(shell, async call =>
            {
                var wanted = call.Required(ids);
                Confirm.OrFail(call, call.Get(yes), $"Give up {Count(wanted.Length)} for good?");
                var body = new { ids = wanted, reason = call.Get(reason) };
                return await ChangeAsync(call, "/api/parked/drop", body, "Nothing was dropped.");
            });
    }

    private static async Task<int> ChangeAsync(Call call, string path, object body, string none)
    {
        var results = await EngineDoor.UseAsync(call, engine => engine.PostAsync(path, body, call.Stop));
        call.Screen.Rows(Results, results, none);
        return results.EnumerateArray().Any(IsMissing) ? ExitCode.Fault : ExitCode.Done;
    }

    private static bool IsMissing(JsonElement result) => result.GetProperty("result").GetString() == "not_found";

    private static string Count(int n) => n == 1 ? "1 delivery" : string.Create(CultureInfo.InvariantCulture, $"{n} deliveries");
}
