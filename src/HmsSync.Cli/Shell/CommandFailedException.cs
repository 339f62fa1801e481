namespace HmsSync.Cli.Shell;

/// <summary>Ends a command with an exit code and words for the person who typed it.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What happened, where, and what to do.</param>
internal sealed class CommandFailedException(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;

    public static CommandFailedException Usage(string message) => new(Cli.ExitCode.Usage, message);

    public static CommandFailedException Fault(string message) => new(Cli.ExitCode.Fault, message);

    public static CommandFailedException Unreachable(string message) => new(Cli.ExitCode.Unreachable, message);
}
