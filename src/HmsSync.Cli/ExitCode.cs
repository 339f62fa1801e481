namespace HmsSync.Cli;

/// <summary>What the process ends with; scripts rely on these.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>It ran and found fault.</summary>
    public const int Fault = 1;

    /// <summary>Wrong usage or wrong configuration.</summary>
    public const int Usage = 2;

    /// <summary>Engine, hub or partner was not reached.</summary>
    public const int Unreachable = 3;

    /// <summary>Ended by a signal before it was done, as a shell says it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
