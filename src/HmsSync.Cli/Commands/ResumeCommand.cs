using System.CommandLine;
using HmsSync.Cli.Reading;
using HmsSync.Cli.Shell;
using HmsSync.Feeds;
using HmsSync.Hosting.Control;

namespace HmsSync.Cli.Commands;

/// <summary><c>resume</c>: goes on after something that was held for a person.</summary>
internal static class ResumeCommand
{
    private static readonly string[] Reasons =
    [
        "truncate", "deletes", ResumeDesk.Gap, "slot_lost", "hub_restored", HubFeedLoop.StoreRestored, "schema", "oscillation",
        "publication", "losers",
    ];

    public static Verb Create(CommandShell shell)
    {
        var target = Ask.Name("TABLE|PARTNER", "What goes on; hms for the hub");
        var after = new Option<string>("--after") { Description = "What it was held for", HelpName = "REASON" };
        after.AcceptOnlyFromAmong(Reasons);
        var yes = new Option<bool>("--yes") { Description = "Do it without asking" };
        return new Verb(
            "resume", "Goes on after something that was held for a person, and says first what that does",
            "hms-sync resume appointments --after truncate", target, after, yes)
            .Does(shell, call => RunAsync(call, call.Required(target), call.Get(after), call.Get(yes)));
    }

    /// <summary>What holds single lanes, records or claims.</summary>
    private static readonly string[] OfLanes = ["deletes", "oscillation", "losers"];

    /// <summary>What holds a hub table.</summary>
    private static readonly string[] OfTables = ["truncate", "schema"];

    /// <summary>What holds the hub's feed.</summary>
    private static readonly string[] OfHub = ["slot_lost", "publication", "hub_restored", HubFeedLoop.StoreRestored];

    private static Task<int> RunAsync(Call call, string target, string? after, bool yes)
    {
        var isPartner = call.Plan.Partners.Any(partner => partner.Name.Name == target);
        if (isPartner && after is null)
        {
            return PartnersCommand.ResumeAsync(call, target);
        }

        var isTable = call.Plan.Hub.Table(target) is not null;
        if ((OfLanes.Contains(after) && (isPartner || isTable)) || (after == ResumeDesk.Gap && isPartner))
        {
            return GoOnAsync(call, target, after!, yes: after != ResumeDesk.Gap || yes);
        }

        if ((OfTables.Contains(after) && isTable) || (OfHub.Contains(after) && target is "hms" or "hub"))
        {
            return after == HubFeedLoop.StoreRestored ? AfterRestoreAsync(call, target, yes) : GoOnAsync(call, target, after!, yes);
        }

        if (isPartner)
        {
            return PartnersCommand.ResumeAsync(call, target);
        }

        if (target is not ("hms" or "hub") && !isTable)
        {
            throw CommandFailedException.Usage(
                $"'{target}' is neither a partner ({Known(call.Plan.Partners.Select(p => p.Name.Name))}) "
                + $"nor a hub table ({Known(call.Plan.Hub.Tables.Select(t => t.Name))}), nor hms.");
        }

        throw after is null
            ? CommandFailedException.Usage($"say what {target} was held for: --after {string.Join('|', Reasons)}.")
            : OfTables.Contains(after) ? CommandFailedException.Usage($"a table was held for that: hms-sync resume TABLE --after {after}.")
            : OfHub.Contains(after) ? CommandFailedException.Usage($"the hub was held for that: hms-sync resume hms --after {after}.")
            : CommandFailedException.Usage($"a partner was held for that: hms-sync resume PARTNER --after {after}.");
    }

    /// <summary>Without an engine the store is made ready for one; with one the hub is compared.</summary>
    private static async Task<int> AfterRestoreAsync(Call call, string target, bool yes)
        => await StoreRestored.HasEngineAsync(call)
            ? await GoOnAsync(call, target, HubFeedLoop.StoreRestored, yes)
            : StoreRestored.Renew(call, yes);

    /// <summary>Says first what it will do.</summary>
    private static async Task<int> GoOnAsync(Call call, string target, string after, bool yes)
    {
        var query = $"/api/resume?target={Uri.EscapeDataString(target)}&after={after}";
        var look = await EngineDoor.UseAsync(call, engine => engine.GetAsync(query, call.Stop));
        call.Screen.Say(look.GetProperty("does").GetString()!);
        if (!look.GetProperty("ok").GetBoolean())
        {
            call.Screen.Document(look);
            return ExitCode.Fault;
        }

        Confirm.OrFail(call, yes, $"Go on after {after}?");
        var done = await EngineDoor.UseAsync(call, engine => engine.PostAsync("/api/resume", new { target, after }, call.Stop));
        call.Screen.Document(done);
        if (done.GetProperty("ok").GetBoolean())
        {
            return ExitCode.Done;
        }

        call.Screen.Note($"It did not go on: {done.GetProperty("does").GetString()}");
        return ExitCode.Fault;
    }

    private static string Known(IEnumerable<string> names) => string.Join(", ", names);
}
