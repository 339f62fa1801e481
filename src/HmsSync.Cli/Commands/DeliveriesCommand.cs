using System.CommandLine;
using System.Text.Json;
using HmsSync.Cli.Output;
using HmsSync.Cli.Reading;
using HmsSync.Cli.Shell;
using HmsSync.Hosting.Control;

namespace HmsSync.Cli.Commands;

/// <summary><c>deliveries list|show</c>: what came of each delivery, and of each try that failed.</summary>
internal static class DeliveriesCommand
{
    private const int Usual = 100;

    private static readonly Column[] Columns =
    [
        new("ID", "id"), new("AT", "at"), new("TABLE", "table"), new("KEY", "key", Wraps: true), new("OP", "op"),
        new("STATE", "state"), new("CODE", "code"), new("ATTEMPTS", "attempts"), new("MS", "took_ms"),
    ];

    private static readonly Column[] Tries =
    [
        new("TRY", "number"), new("AT", "at"), new("CODE", "code"), new("STATUS", "status"), new("MS", "ms"),
        new("DETAIL", "detail", Wraps: true), new("ANSWER", "answer", Wraps: true),
    ];

    public static Verb Create(CommandShell shell) => new(
        "deliveries", "Shows what came of deliveries and of their tries", "hms-sync deliveries list --since 1h",
        List(shell), Show(shell));

    private static Verb List(CommandShell shell)
    {
        var (partner, table, since, until) = (Ask.Partner(), Ask.Topic(), Ask.Since(), Ask.Until());
        var key = new Option<string>("--key") { Description = "Only this record: its key, with --table", HelpName = "KEY" };
        var limit = Ask.Limit(Usual);
        return new Verb(
            "list", "Lists deliveries, newest first", "hms-sync deliveries list --partner lotus_notes --since 1h",
            partner, table, key, since, until, limit)
            .Does(shell, async call =>
            {
                var now = call.World.Clock.GetUtcNow();
                var wanted = new DeliveryQuery(
                    PartnerName.CheckOptional(call.Plan, call.Get(partner)),
                    call.Get(table),
                    call.Get(key),
                    TimeText.Parse("--since", call.Get(since), call.Plan.Zone, now),
                    TimeText.Parse("--until", call.Get(until), call.Plan.Zone, now),
                    call.Get(limit));
                Check(wanted);
                var path = Query.Of(
                    "/api/deliveries", ("partner", wanted.Partner), ("table", wanted.Table), ("key", wanted.Key),
                    ("since", wanted.Since?.ToUnixTimeMilliseconds()), ("until", wanted.Until?.ToUnixTimeMilliseconds()),
                    ("limit", wanted.Limit));
                var rows = await EngineDoor.ReadAsync(call, path, store => store.Deliveries(wanted));
                call.Screen.Rows(Columns, rows, "No deliveries.");
                return ExitCode.Done;
            });
    }

    private static void Check(DeliveryQuery wanted)
    {
        if (wanted.Until < wanted.Since)
        {
            throw CommandFailedException.Usage("--since is after --until.");
        }

        if (wanted.Key is not null && wanted.Table is null)
        {
            throw CommandFailedException.Usage("--key needs --table: a key is of one table.");
        }
    }

    private static Verb Show(CommandShell shell)
    {
        var id = Ask.Name("ID", "As `deliveries list` shows it");
        return new Verb(
            "show", "Shows one delivery with its tries and its data, as policy lets you see them",
            "hms-sync deliveries show lotus_notes:17", id)
            .Does(shell, async call =>
            {
                var wanted = call.Required(id);
                var row = await EngineDoor.ReadAsync(
                    call, "/api/deliveries/" + Uri.EscapeDataString(wanted),
                    store => store.DeliveryOne(wanted));
                call.Screen.Document(row);
                foreach (var field in row.EnumerateObject().Where(f => f.Value.ValueKind != JsonValueKind.Array))
                {
                    call.Screen.Say($"{field.Name,-12} {field.Value}");
                }

                call.Screen.Table(Tries, row.GetProperty("tries"), "No try failed.");
                return ExitCode.Done;
            });
    }
}
