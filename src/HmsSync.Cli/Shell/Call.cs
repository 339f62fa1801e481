using System.CommandLine;
using HmsSync.Cli.Output;
using HmsSync.Configuration;

namespace HmsSync.Cli.Shell;

/// <summary>One run of one command: what was typed, and where its result goes.</summary>
internal sealed class Call
{
    /// <summary>What stands for a secret that is not set here: of a form that every kind of secret may have.</summary>
    private const string Unset = "unsetunsetunsetunsetunsetunsetunset0";

    private readonly CommandShell _shell;
    private readonly ParseResult _parsed;
    private EnginePlan? _plan;

    public Call(CommandShell shell, ParseResult parsed, CancellationToken stop)
    {
        _shell = shell;
        _parsed = parsed;
        Stop = stop;
        Screen = new Screen(shell.World, parsed.GetValue(shell.Json));
    }

    public World World => _shell.World;

    public Screen Screen { get; }

    public CancellationToken Stop { get; }

    /// <summary>Absolute path of the configuration.</summary>
    /// <exception cref="CommandFailedException">The path is empty.</exception>
    public string ConfigPath
    {
        get
        {
            var path = _parsed.GetValue(_shell.Config);
            return string.IsNullOrWhiteSpace(path)
                ? throw CommandFailedException.Usage("--config is empty: name the configuration file.")
                : Path.GetFullPath(path);
        }
    }

    /// <summary>
    /// The workspace, for commands that only look at it. They work also where the engine's secrets are not set: what is
    /// missing in the environment is not needed to find the store.
    /// </summary>
    /// <exception cref="CommandFailedException">The configuration has faults; they have been shown.</exception>
    public EnginePlan Plan => _plan ??= Workspace.Load(this, name => World.Environment(name) ?? Unset);

    public T? Get<T>(Option<T> option) => _parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => _parsed.GetValue(argument);

    public T Required<T>(Argument<T> argument) => _parsed.GetRequiredValue(argument);
}
