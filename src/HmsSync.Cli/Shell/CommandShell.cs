using System.CommandLine;

namespace HmsSync.Cli.Shell;

/// <summary>What all commands share: the world they run in and the options that each of them has.</summary>
internal sealed class CommandShell(World world)
{
    public const string DefaultConfig = "hms-sync.yml";

    public World World => world;

    public Option<string> Config { get; } = new("--config")
    {
        Description = "The workspace's configuration file",
        HelpName = "FILE",
        Recursive = true,
        DefaultValueFactory = _ => DefaultConfig,
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "One JSON document on standard output, or one a line where it streams",
        Recursive = true,
    };
}
