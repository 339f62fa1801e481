namespace HmsSync.Cli.Shell;

/// <summary>What the process is given: its streams, its environment, the time.</summary>
internal sealed record World
{
    /// <summary>Belongs to the command's own result.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>For people: faults, notes, progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard input, opened when it is wanted: to open it changes the modes of a terminal.</summary>
    public required Func<TextReader> Input { get; init; }

    /// <summary>Looks an environment variable up; null: not set.</summary>
    public required Func<string, string?> Environment { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Standard output is a terminal: colours and frames are welcome.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Standard input is a terminal: a person can be asked.</summary>
    public bool InputIsTerminal { get; init; }

    public static World OfProcess(TextWriter output) => new()
    {
        Output = output,
        Error = Console.Error,
        Input = () => Console.In,
        Environment = System.Environment.GetEnvironmentVariable,
        Clock = TimeProvider.System,
        OutputIsTerminal = !Console.IsOutputRedirected,
        InputIsTerminal = !Console.IsInputRedirected,
    };
}
