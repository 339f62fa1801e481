using HmsSync.Cli;
using HmsSync.Cli.Shell;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Reference;

/// <summary>Runs a command in the process of the tests: for the many that end before they reach for anything.</summary>
internal static class InProcess
{
    public static World World(TextWriter output, TextWriter error, string input = "") => new()
    {
        Output = output,
        Error = error,
        Input = () => new StringReader(input),
        Environment = _ => null,
        Clock = TimeProvider.System,
    };

    public static Task<CliRun> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    public static async Task<CliRun> RunWithInputAsync(string input, params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, World(output, error, input), TestContext.Current.CancellationToken);
        return new CliRun(code, output.ToString(), error.ToString());
    }
}
