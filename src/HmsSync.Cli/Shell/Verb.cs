using System.CommandLine;

namespace HmsSync.Cli.Shell;

/// <summary>One command with the example that its help shows.</summary>
internal sealed class Verb : Command
{
    /// <param name="name">As it is typed.</param>
    /// <param name="summary">One sentence.</param>
    /// <param name="example">A whole command line.</param>
    /// <param name="parts">Arguments, options and commands below it.</param>
    public Verb(string name, string summary, string example, params Symbol[] parts)
        : base(name, summary)
    {
        Example = example;
        foreach (var part in parts)
        {
            switch (part)
            {
                case Argument argument:
                    Arguments.Add(argument);
                    break;
                case Option option:
                    Options.Add(option);
                    break;
                case Command command:
                    Subcommands.Add(command);
                    break;
            }
        }
    }

    public string Example { get; }

    /// <summary>What it does.</summary>
    public Verb Does(CommandShell shell, Func<Call, Task<int>> run)
    {
        SetAction((parsed, stop) => run(new Call(shell, parsed, stop)));
        return this;
    }
}
