using System.CommandLine;
using HmsSync.Cli.Auditing;
using HmsSync.Cli.Output;
using HmsSync.Cli.Reading;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Commands;

/// <summary><c>audit list|verify|export|checkpoint</c>: what was decided, and the proof that nobody changed the record of it.</summary>
internal static class AuditCommand
{
    private const int Usual = 1_000;
    private const int Page = 1_000;

    private static readonly Column[] Columns =
    [
        new("ROW", "row"), new("AT", "at"), new("PARTICIPANT", "participant"), new("SEQ", "seq"), new("PARTNER SEQ", "partner_seq"),
        new("TOPIC", "topic"), new("KEY", "key"), new("OP", "op"), new("OUTCOME", "outcome"), new("CODE", "code"),
        new("ATTEMPTS", "attempts"),
    ];

    public static Verb Create(CommandShell shell) => new(
        "audit", "Lists, verifies and exports what was decided", "hms-sync audit verify",
        List(shell), Verify(shell), Export(shell), Checkpoint(shell));

    private static Verb List(CommandShell shell)
    {
        var partner = Ask.Partner();
        var limit = Ask.Limit(Usual);
        var after = new Option<long>("--after") { Description = "Only rows after this one", HelpName = "ROW" };
        return new Verb("list", "Lists audit rows, oldest first", "hms-sync audit list --partner lotus_notes", partner, after, limit)
            .Does(shell, async call =>
            {
                var wanted = new AuditFilter(
                    PartnerName.CheckOptional(call.Plan, call.Get(partner)), call.Get(after), call.Get(limit));
                call.Screen.Rows(Columns, await wanted.ReadAsync(call), "No audit rows.");
                return ExitCode.Done;
            });
    }

    private static Verb Verify(CommandShell shell)
    {
        var file = new Option<string>("--checkpoint")
        {
            Description = "What `audit checkpoint` wrote: shows also a tail that was cut and a chain written anew",
            HelpName = "FILE",
        };
        return new Verb(
            "verify", "Recomputes the hash chain and names the first bad row", "hms-sync audit verify --checkpoint audit.json", file)
            .Does(shell, call =>
            {
                var checkpoint = call.Get(file) is { } path ? AuditCheckpoint.Read(path) : null;
                using var store = StoreView.Open(call.Plan);
                var verdict = store.Readers.Read(reader => AuditVerifier.Verify(reader, checkpoint, call.Stop));
                call.Screen.Document(verdict);
                call.Screen.Say(verdict.Ok ? $"The chain is whole: {verdict.Rows} rows." : $"The chain is broken: {verdict.Why}.");
                return Task.FromResult(verdict.Ok ? ExitCode.Done : ExitCode.Fault);
            });
    }

    private static Verb Export(CommandShell shell)
    {
        var partner = Ask.Partner();
        var file = Out();
        return new Verb("export", "Writes every audit row as one JSON line", "hms-sync audit export --out audit.jsonl", partner, file)
            .Does(shell, async call =>
            {
                var wanted = new AuditFilter(PartnerName.CheckOptional(call.Plan, call.Get(partner)), 0, Page);
                await using var target = Target.Open(call, call.Get(file));
                for (var rows = await wanted.ReadAsync(call); rows.GetArrayLength() > 0; rows = await wanted.ReadAsync(call))
                {
                    foreach (var row in rows.EnumerateArray())
                    {
                        await target.Writer.WriteLineAsync(JsonOut.Line(row).AsMemory(), call.Stop);
                        wanted = wanted with { After = row.GetProperty("row").GetInt64() };
                    }
                }

                return ExitCode.Done;
            });
    }

    private static Verb Checkpoint(CommandShell shell)
    {
        var file = Out();
        return new Verb(
            "checkpoint", "Writes what the chain holds now, to be kept elsewhere", "hms-sync audit checkpoint --out audit.json", file)
            .Does(shell, async call =>
            {
                using var store = StoreView.Open(call.Plan);
                await using var target = Target.Open(call, call.Get(file));
                var checkpoint = store.Readers.Read(reader => AuditCheckpoint.Take(reader, call.World.Clock.GetUtcNow()));
                await target.Writer.WriteLineAsync(JsonOut.Line(checkpoint).AsMemory(), call.Stop);
                return ExitCode.Done;
            });
    }

    private static Option<string> Out() => new("--out") { Description = "A file instead of standard output", HelpName = "FILE" };
}
