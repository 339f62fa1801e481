using System.CommandLine;
using System.Text.Json;
using HmsSync.Cli.Output;
using HmsSync.Cli.Reading;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Commands;

/// <summary><c>link</c>: the first meeting of a partner that holds records with a hub that holds some too.</summary>
internal static class LinkCommand
{
    private static readonly Column[] Tables =
    [
        new("TABLE", "table"), new("STATE", "state"), new("MATCHED", "matched"), new("DIFFERING", "differing"),
        new("ONLY HUB", "only_hub"), new("ONLY PARTNER", "only_partner"), new("AMBIGUOUS", "ambiguous"), new("UNREADABLE", "unreadable"),
    ];

    public static Verb Create(CommandShell shell)
    {
        var partner = Ask.Name("PARTNER", "Its name under `partners:`");
        var table = new Option<string>("--table") { Description = "Only this hub table", HelpName = "NAME" };
        var apply = new Option<bool>("--apply") { Description = "Let them meet; without it nothing is written anywhere" };
        return new Verb(
            "link", "Counts what a partner and the hub both hold when they first meet, and lets them", "hms-sync link lotus_notes --apply",
            partner, table, apply)
            .Does(shell, call => RunAsync(
                call, PartnerName.Check(call.Plan, call.Required(partner)), call.Get(table), call.Get(apply)));
    }

    private static async Task<int> RunAsync(Call call, string partner, string? table, bool apply)
    {
        var path = $"/api/partners/{Uri.EscapeDataString(partner)}/link";
        var report = await EngineDoor.UseAsync(call, async engine =>
        {
            var answer = await engine.PostAsync(path, new { table, apply }, call.Stop);
            while (answer.GetProperty("running").GetBoolean())
            {
                if (Text(answer, "why") is { } why)
                {
                    call.Screen.NoteOnce($"it goes on: {why}");
                }

                answer = await engine.GetAsync(path, call.Stop);
            }

            return answer;
        });
        call.Screen.Document(report);
        call.Screen.Table(Tables, report.GetProperty("tables"), "");
        foreach (var one in report.GetProperty("tables").EnumerateArray())
        {
            ShowKeys(call.Screen, one);
        }

        if (Text(report, "code") is { } code)
        {
            call.Screen.Note($"{partner}: {code}: {Text(report, "why")} Nothing was applied.");
            return ExitCode.Unreachable;
        }

        ShowNext(call.Screen, partner, report, apply);
        return ExitCode.Done;
    }

    private static void ShowNext(Screen screen, string partner, JsonElement report, bool apply)
    {
        if (report.GetProperty("ambiguous").GetInt64() > 0)
        {
            screen.Say($"Which is which of {report.GetProperty("ambiguous")} records nobody can tell; "
                + (apply ? "they are held: hms-sync conflicts list" : "they will be held, and neither side of them written."));
        }

        screen.Say(apply
            ? $"{partner} and the hub have met."
            : $"Nothing was written. They meet by: hms-sync link {partner} --apply");
    }

    private static void ShowKeys(Screen screen, JsonElement table)
    {
        foreach (var kind in table.GetProperty("examples").EnumerateObject().Where(kind => kind.Value.GetArrayLength() > 0))
        {
            var more = table.GetProperty(kind.Name).GetInt64() - kind.Value.GetArrayLength();
            var keys = string.Join(' ', kind.Value.EnumerateArray().Select(key => key.GetRawText()));
            screen.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"{table.GetProperty("table").GetString()} {kind.Name}: {keys}{(more > 0 ? $" and {more} more" : "")}"));
        }
    }

    private static string? Text(JsonElement of, string name)
        => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
