using System.CommandLine;
using System.Text.RegularExpressions;
using HmsSync.Cli;
using HmsSync.Cli.Shell;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Reference;

public sealed partial class CliReferenceTests
{
    private static readonly string Page = Path.Combine(Checkout.Root, "docs", "reference", "cli.md");

    [Fact]
    public async Task The_reference_is_what_the_commands_say()
    {
        var stop = TestContext.Current.CancellationToken;
        var written = CliReference.Write();
        if (Environment.GetEnvironmentVariable("HMS_SYNC_WRITE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(Page, written, stop);
        }

        Assert.Equal(written, await File.ReadAllTextAsync(Page, stop));
    }

    [Fact]
    public async Task Every_command_helps_with_its_example()
    {
        foreach (var (words, verb) in Commands(Root(), []))
        {
            var help = await InProcess.RunAsync([.. words, "--help"]);
            Assert.Equal(0, help.ExitCode);
            Assert.Contains($"Example:\n  {verb.Example}", help.Output, StringComparison.Ordinal);
            Assert.StartsWith($"hms-sync {string.Join(' ', words)}", $"{verb.Example} ", StringComparison.Ordinal);
            Assert.Empty(help.Errors);
        }
    }

    [Fact]
    public void Every_example_can_be_parsed()
    {
        var root = Root();
        foreach (var verb in CliReference.Verbs(root).Where(verb => verb.Subcommands.Count == 0))
        {
            Assert.Empty(root.Parse(QuotedByAShell().Replace(verb.Example["hms-sync ".Length..], "quoted")).Errors);
        }
    }

    [GeneratedRegex("'[^']*'")]
    private static partial Regex QuotedByAShell();

    private static RootCommand Root() => CommandLine.Root(new CommandShell(InProcess.World(TextWriter.Null, TextWriter.Null)));

    private static IEnumerable<(string[] Words, Verb Verb)> Commands(Command above, string[] words)
        => above.Subcommands.OfType<Verb>().SelectMany(verb =>
        {
            string[] own = [.. words, verb.Name];
            return Commands(verb, own).Prepend((own, verb));
        });
}
