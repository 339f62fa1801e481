using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace HmsSync.Cli.Shell;

/// <summary>The usual help, and under it the command's example.</summary>
internal sealed class ExampleHelp(HelpAction usual) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var result = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is Verb verb)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"Example:\n  {verb.Example}");
        }

        return result;
    }

    /// <summary>Puts it in the place of the usual help of all commands.</summary>
    public static void Install(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new ExampleHelp((HelpAction)option.Action!);
    }
}
