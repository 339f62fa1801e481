using System.Text.Json;
using HmsSync.Cli.Output;
using HmsSync.Cli.Reading;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Commands;

/// <summary><c>status</c>: every lane, worst first, each with the command that helps.</summary>
internal static class StatusCommand
{
    private static readonly Column[] Lanes =
    [
        new("LANE", "lane"), new("STATE", "state"), new("LAG", "lag"), new("WAITING", "waiting"), new("PARKED", "parked"),
        new("LAST ERROR", "last_error"), new("HELP", "help", Wraps: true),
    ];

    private static readonly Column[] Polls =
    [
        new("POLL", "partner"), new("TABLE", "table"), new("STATE", "state"), new("LAST LOOK", "last_look"),
        new("LAST ERROR", "last_error"), new("HELP", "help", Wraps: true),
    ];

    private static readonly Column[] Meetings =
    [
        new("FIRST MEETING", "partner"), new("TABLE", "table"), new("STATE", "state"), new("WHY", "why", Wraps: true),
        new("HELP", "help", Wraps: true),
    ];

    private static readonly Column[] Backfills =
    [
        new("READ WHOLE", "table"), new("ONLY TO", "partner"), new("WHY", "why"), new("STAGE", "stage"), new("ROWS", "rows"),
        new("GONE", "gone"), new("SINCE", "since"),
    ];

    private static readonly Column Why = new("WHY", "why");

    private static readonly Column[] Notices =
        [new("TABLE", "table"), new("NOTICE", "code"), new("WHAT", "text", Wraps: true), new("HELP", "remedy", Wraps: true)];

    public static Verb Create(CommandShell shell)
        => new Verb("status", "Shows hub, store and lanes, worst first, each with the command that helps", "hms-sync status --json")
            .Does(shell, RunAsync);

    private static async Task<int> RunAsync(Call call)
    {
        var status = await EngineDoor.ReadAsync(call, "/api/status", store => store.Status());
        call.Screen.Document(status);
        ShowHub(call.Screen, status);
        call.Screen.Table(Lanes, status.GetProperty("lanes"), "No lanes: no partner is configured.");
        foreach (var lane in status.GetProperty("lanes").EnumerateArray().Where(lane => Why.Of(lane).Length > 0))
        {
            call.Screen.Say($"{lane.GetProperty("lane").GetString()}: {Why.Of(lane)}");
        }

        if (status.TryGetProperty("polls", out var polls) && polls.GetArrayLength() > 0)
        {
            call.Screen.Table(Polls, polls, "");
            foreach (var poll in polls.EnumerateArray().Where(poll => Why.Of(poll).Length > 0))
            {
                call.Screen.Say($"{poll.GetProperty("partner").GetString()}: {Why.Of(poll)}");
            }
        }

        if (status.TryGetProperty("meetings", out var meetings) && meetings.GetArrayLength() > 0)
        {
            call.Screen.Table(Meetings, meetings, "");
        }

        if (status.TryGetProperty("backfills", out var backfills) && backfills.GetArrayLength() > 0)
        {
            call.Screen.Table(Backfills, backfills, "");
        }

        return ExitCode.Done;
    }

    private static void ShowHub(Screen screen, JsonElement status)
    {
        var hub = status.GetProperty("hub");
        var store = status.GetProperty("store");
        screen.Say($"store  {store.GetProperty("path").GetString()}, newest event {store.GetProperty("newest_seq")}");
        screen.Say($"hub    {hub.GetProperty("state").GetString()}");
        if (hub.TryGetProperty("stopped", out var stopped) && stopped.ValueKind == JsonValueKind.Object)
        {
            screen.Say($"       {stopped.GetProperty("what").GetString()}");
            screen.Say($"       To go on: {stopped.GetProperty("remedy").GetString()}");
        }

        if (hub.TryGetProperty("notices", out var notices) && notices.GetArrayLength() > 0)
        {
            screen.Table(Notices, notices, "");
        }
    }
}
