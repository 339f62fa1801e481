using System.CommandLine;
using HmsSync.Cli.Reading;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Commands;

/// <summary><c>backfill</c>: reads a whole hub table into lanes while changes go on.</summary>
internal static class BackfillCommand
{
    public static Verb Create(CommandShell shell)
    {
        var table = Ask.Name("TABLE", "A table under `hub.tables`");
        var partner = new Option<string>("--partner") { Description = "Only to this partner", HelpName = "NAME" };
        return new Verb(
            "backfill", "Reads a whole hub table into lanes while changes go on", "hms-sync backfill appointments --partner hospital",
            table, partner)
            .Does(shell, call => RunAsync(call, call.Required(table), call.Get(partner)));
    }

    private static async Task<int> RunAsync(Call call, string table, string? partner)
    {
        if (call.Plan.Hub.Table(table) is null)
        {
            throw CommandFailedException.Usage(
                $"hub.tables has no '{table}'; it has {string.Join(", ", call.Plan.Hub.Tables.Select(t => t.Name))}.");
        }

        if (partner is not null)
        {
            partner = PartnerName.Check(call.Plan, partner);
            if (!call.Plan.Partners.Any(p => p.Name.Name == partner && p.Send.Any(route => route.On == table)))
            {
                throw CommandFailedException.Usage($"no route of {partner} names {table}: it is told nothing of it.");
            }
        }

        var begun = await EngineDoor.UseAsync(call, engine => engine.PostAsync("/api/backfill", new { table, partner }, call.Stop));
        call.Screen.Document(begun);
        call.Screen.Say(begun.GetProperty("does").GetString()!);
        if (!begun.GetProperty("ok").GetBoolean())
        {
            return ExitCode.Fault;
        }

        call.Screen.Say("It goes on by itself, over restarts too. How far it is: hms-sync status");
        return ExitCode.Done;
    }
}
