using System.Text.Json;
using HmsSync.Cli.Output;
using HmsSync.Cli.Reading;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Commands;

/// <summary><c>partners list|pause|resume|test</c>.</summary>
internal static class PartnersCommand
{
    private static readonly Column[] Columns =
        [new("PARTNER", "partner"), new("ADAPTER", "adapter"), new("STATE", "state"), new("LAG", "lag"), new("WHY", "why", Wraps: true)];

    private static readonly Column[] Refusals =
    [
        new("AT", "at"), new("PARTNER", "partner"), new("EVENT", "event"), new("STATUS", "status"), new("CODE", "code"),
        new("FIELD", "field"), new("ADDRESS", "address"),
    ];

    public static Verb Create(CommandShell shell) => new(
        "partners", "Lists, pauses, resumes and tests partners", "hms-sync partners list",
        new Verb("list", "Lists the partners and how they stand", "hms-sync partners list --json").Does(shell, ListAsync),
        Verb(shell, "pause", "Lets nothing more go to or come from a partner, until resumed", PauseAsync),
        Verb(shell, "resume", "Lets a paused partner go on", ResumeAsync),
        Verb(shell, "test", "Sends a harmless call through the same guard as real pushes", TestAsync),
        Rejected(shell));

    /// <summary>Lets the partner go on, by whatever it was paused.</summary>
    public static async Task<int> ResumeAsync(Call call, string partner)
    {
        await EngineDoor.UseAsync(call, engine => engine.PostAsync(PathOf(partner, "resume"), new { by = Who(call) }, call.Stop));
        return Done(call, partner, "running", $"{partner} goes on.");
    }

    private static Verb Verb(CommandShell shell, string name, string summary, Func<Call, string, Task<int>> run)
    {
        var partner = Ask.Name("PARTNER", "Its name under `partners:`");
        return new Verb(name, summary, $"hms-sync partners {name} lotus_notes", partner)
            .Does(shell, call => run(call, PartnerName.Check(call.Plan, call.Required(partner))));
    }

    private static Verb Rejected(CommandShell shell)
    {
        var partner = Ask.Partner();
        return new Verb(
            "rejected", "Lists the newest doorbells that the running engine refused, and why", "hms-sync partners rejected --json", partner)
            .Does(shell, async call =>
            {
                var path = Query.Of("/api/webhooks/rejected", ("partner", call.Get(partner)));
                call.Screen.Rows(
                    Refusals, await EngineDoor.UseAsync(call, engine => engine.GetAsync(path, call.Stop)),
                    "No doorbell was refused since the engine runs.");
                return ExitCode.Done;
            });
    }

    private static async Task<int> ListAsync(Call call)
    {
        var partners = await EngineDoor.ReadAsync(call, "/api/partners", store => store.Partners());
        call.Screen.Rows(Columns, partners, "No partner is configured.");
        return ExitCode.Done;
    }

    private static async Task<int> PauseAsync(Call call, string partner)
    {
        await EngineDoor.UseAsync(call, engine => engine.PostAsync(PathOf(partner, "pause"), new { by = Who(call) }, call.Stop));
        return Done(call, partner, "paused", $"{partner} is paused, also after a restart, until `hms-sync partners resume {partner}`.");
    }

    private static async Task<int> TestAsync(Call call, string partner)
    {
        var result = await EngineDoor.UseAsync(call, engine => engine.PostAsync(PathOf(partner, "test"), null, call.Stop));
        call.Screen.Document(result);
        var ok = result.GetProperty("ok").GetBoolean();
        var detail = result.TryGetProperty("detail", out var text) && text.ValueKind == JsonValueKind.String ? $": {text.GetString()}" : "";
        call.Screen.Say($"{partner}: {result.GetProperty("code").GetString()}{detail} ({result.GetProperty("ms")} ms)");
        return ok ? ExitCode.Done : ExitCode.Fault;
    }

    private static int Done(Call call, string partner, string state, string words)
    {
        call.Screen.Document(new { partner, state });
        call.Screen.Say(words);
        return ExitCode.Done;
    }

    private static string PathOf(string partner, string what) => $"/api/partners/{Uri.EscapeDataString(partner)}/{what}";

    public static string Who(Call call) => call.World.Environment("USER") is { Length: > 0 } user ? user : "operator";
}
