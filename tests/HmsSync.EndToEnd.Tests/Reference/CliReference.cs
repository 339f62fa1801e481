using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using HmsSync.Cli;
using HmsSync.Cli.Shell;

namespace HmsSync.EndToEnd.Tests.Reference;

/// <summary>Writes the reference of the command line from the commands themselves.</summary>
internal static class CliReference
{
    public static string Write()
    {
        var shell = new CommandShell(InProcess.World(TextWriter.Null, TextWriter.Null));
        var root = CommandLine.Root(shell);
        var page = new StringBuilder();
        page.Append("""
            # The command line

            Written from the commands by a test; `HMS_SYNC_WRITE_DOCS=1 ./test.sh --filter CliReference` writes it anew.

            Every command takes:


            """);
        foreach (var option in root.Options.Where(o => o.Recursive && o is not HelpOption))
        {
            Option(page, option);
        }

        page.Append("""
            - `--help`: help with an example

            | exit code | means |
            |---|---|
            | 0 | done |
            | 1 | it ran and found fault |
            | 2 | wrong usage or configuration |
            | 3 | engine, hub or partner was not reached |


            """);
        foreach (var verb in root.Subcommands.OfType<Verb>().Where(v => !v.Hidden))
        {
            Section(page, verb, "");
        }

        return page.ToString();
    }

    /// <summary>Every command line that a help shows as its example.</summary>
    public static IEnumerable<Verb> Verbs(Command command)
        => command.Subcommands.OfType<Verb>().SelectMany(verb => Verbs(verb).Prepend(verb));

    private static void Section(StringBuilder page, Verb verb, string before)
    {
        var name = before + verb.Name;
        var arguments = string.Concat(verb.Arguments.Select(argument => " " + Form(argument)));
        page.Append(before.Length == 0 ? "## " : "### ").Append('`').Append(name).Append(arguments).Append("`\n\n");
        page.Append(verb.Description).Append(".\n\n");
        foreach (var argument in verb.Arguments)
        {
            page.Append("- `").Append(argument.Name).Append("`: ").Append(argument.Description).Append('\n');
        }

        foreach (var option in verb.Options)
        {
            Option(page, option);
        }

        page.Append(verb.Arguments.Count + verb.Options.Count > 0 ? "\n" : "")
            .Append("Example: `").Append(verb.Example).Append("`\n\n");
        foreach (var below in verb.Subcommands.OfType<Verb>().Where(v => !v.Hidden))
        {
            Section(page, below, name + " ");
        }
    }

    private static void Option(StringBuilder page, Option option)
    {
        var form = option.HelpName is null ? "" : " " + option.HelpName;
        var names = string.Join("`, `", option.Aliases.Prepend(option.Name).Select(name => name + form));
        page.Append("- `").Append(names).Append("`: ").Append(option.Description);
        var usual = option.HasDefaultValue ? option.GetDefaultValue() : null;
        page.Append(usual is null or false ? "" : $" (default `{usual}`)").Append('\n');
    }

    private static string Form(Argument argument)
        => (argument.Arity.MinimumNumberOfValues, argument.Arity.MaximumNumberOfValues) switch
        {
            (0, 1) => $"[{argument.Name}]",
            (0, _) => $"[{argument.Name}…]",
            (_, 1) => argument.Name,
            _ => $"{argument.Name}…",
        };
}
