namespace HmsSync.EndToEnd.Tests.Processes;

/// <summary>One command from its start to its end, and what came of it.</summary>
/// <param name="ExitCode">As in section 3 of the contract: 0, 1, 2 or 3.</param>
/// <param name="Output">Its standard output, lines joined by LF.</param>
/// <param name="Errors">Its standard error, lines joined by LF.</param>
internal sealed record CliRun(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs <c>hms-sync</c>, built with these tests, with the arguments.</summary>
    public static Task<CliRun> RunAsync(params string[] arguments) => RunInAsync(null, null, arguments);

    /// <inheritdoc cref="RunAsync"/>
    public static Task<CliRun> RunInAsync(
        string? folder, IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
        => RunProgramAsync("dotnet", [Checkout.Program, .. arguments], folder, environment);

    /// <summary>Runs any program to its end.</summary>
    /// <exception cref="TimeoutException">It did not end within five minutes: a first build on a busy machine takes its time.</exception>
    public static async Task<CliRun> RunProgramAsync(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string?>? environment = null)
    {
        await using var process = ChildProcess.Start(program, arguments, folder, environment);
        var code = await process.ExitAsync(Limit);
        return new CliRun(
            code, string.Join('\n', process.Output.Lines), string.Join('\n', process.Errors.Lines));
    }
}
