using System.CommandLine;
using System.CommandLine.Invocation;

namespace HmsSync.Cli;

/// <summary>Parses the arguments and runs the verb they name.</summary>
internal static class CommandLine
{
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var parsed = Root().Parse(arguments.Count == 0 ? ["--help"] : arguments);
        var usageIsWrong = arguments.Count == 0 || parsed.Action is ParseErrorAction;

        // Faults are for people, and people read standard error; standard output belongs to the command.
        var result = await parsed.InvokeAsync(
            new InvocationConfiguration { Output = usageIsWrong ? error : output, Error = error },
            cancellation);
        return usageIsWrong ? ExitCode.Usage : result;
    }

    private static RootCommand Root()
        => new("A two-way mirror between the HMS database and partner systems.");
}
