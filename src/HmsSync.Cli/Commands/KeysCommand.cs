using System.CommandLine;
using HmsSync.Cli.Output;
using HmsSync.Cli.Reading;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Commands;

/// <summary><c>keys issue|list|revoke|rotate</c>: by what partners, agents and widgets come in.</summary>
internal static class KeysCommand
{
    private static readonly Column[] Columns =
    [
        new("NAME", "name"), new("PARTNER", "partner"), new("SCOPES", "scopes"), new("STATE", "state"), new("KIND", "kind"),
        new("MADE", "made"), new("EXPIRES", "expires"), new("LAST USED", "last_used"),
    ];

    public static Verb Create(CommandShell shell) => new(
        "keys", "API keys and tokens for partners, agents and widgets", "hms-sync keys list",
        Issue(shell), List(shell), Revoke(shell), Rotate(shell));

    private static Verb Issue(CommandShell shell)
    {
        var name = Ask.Name("NAME", "What it is for: letters, digits, '.', '_', '-'");
        var partner = new Option<string>("--partner") { Description = "Whose it is: it sees what this partner is owed", HelpName = "P" };
        var scope = new Option<string>("--scope")
        {
            Description = "What it may: publish, read, replay, stream, webhook, admin",
            HelpName = "S,S",
            Required = true,
        };
        var expires = new Option<string>("--expires")
        {
            Description = "From when on it does not count, such as 90d; a token ends after 90d if nothing is said, a key does not",
            HelpName = "DURATION",
        };
        var jwt = new Option<bool>("--jwt") { Description = "As a token that others can verify with /.well-known/jwks.json" };
        return new Verb(
            "issue", "Issues a key, and shows it this once", "hms-sync keys issue widget --partner species_index --scope replay,stream",
            name, partner, scope, expires, jwt).Does(shell, async call =>
            {
                var form = new
                {
                    name = call.Required(name),
                    partner = call.Get(partner) is { } whose ? PartnerName.Check(call.Plan, whose) : null,
                    scopes = call.Get(scope),
                    expires = call.Get(expires),
                    jwt = call.Get(jwt),
                };
                var issued = await EngineDoor.UseAsync(call, engine => engine.PostAsync("/api/keys", form, call.Stop));
                call.Screen.Document(issued);
                call.Screen.Say(issued.GetProperty("key").GetString()!);
                call.Screen.Note("It is shown this once, and kept nowhere: only its hash is.");
                return ExitCode.Done;
            });
    }

    private static Verb List(CommandShell shell)
        => new Verb("list", "Lists the keys, never what they are", "hms-sync keys list --json").Does(shell, async call =>
        {
            call.Screen.Rows(
                Columns, await EngineDoor.ReadAsync(call, "/api/keys", store => store.Keys()), "No key was issued.");
            return ExitCode.Done;
        });

    private static Verb Revoke(CommandShell shell)
    {
        var name = Ask.Name("NAME", "Its name or id, as `keys list` shows it");
        var yes = Ask.Yes("Do not ask");
        return new Verb(
            "revoke", "Ends a key at once: what is open in its name closes", "hms-sync keys revoke widget --yes", name, yes)
            .Does(shell, async call =>
            {
                var wanted = call.Required(name);
                Confirm.OrFail(call, call.Get(yes), $"Revoke the key {wanted}? Whoever has it is locked out at once.");
                var path = $"/api/keys/{Uri.EscapeDataString(wanted)}/revoke";
                var row = await EngineDoor.UseAsync(call, engine => engine.PostAsync(path, new { }, call.Stop));
                call.Screen.Document(row);
                call.Screen.Say($"{wanted} is revoked.");
                return ExitCode.Done;
            });
    }

    private static Verb Rotate(CommandShell shell)
        => new Verb("rotate", "Signs tokens with another key from now on; those issued before still count", "hms-sync keys rotate")
            .Does(shell, async call =>
            {
                var answer = await EngineDoor.UseAsync(call, engine => engine.PostAsync("/api/keys/rotate", new { }, call.Stop));
                call.Screen.Document(answer);
                call.Screen.Say($"Tokens are signed with {answer.GetProperty("kid").GetString()}.");
                return ExitCode.Done;
            });
}
