using System.CommandLine;
using System.CommandLine.Invocation;
using HmsSync.Cli.Commands;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli;

/// <summary>Parses the arguments and runs the verb they name.</summary>
internal static class CommandLine
{
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, World world, CancellationToken stop)
    {
        var parsed = Root(new CommandShell(world)).Parse(arguments.Count == 0 ? ["--help"] : arguments);
        var usageIsWrong = arguments.Count == 0 || parsed.Action is ParseErrorAction;
        try
        {
            // Faults are for people, and people read standard error; standard output belongs to the command.
            var result = await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = usageIsWrong ? world.Error : world.Output,
                    Error = world.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null, // signals come through the token
                },
                stop);
            return usageIsWrong ? ExitCode.Usage : result;
        }
        catch (CommandFailedException failure)
        {
            await world.Error.WriteLineAsync($"hms-sync: {Output.Clean.Text(failure.Message)}");
            return failure.ExitCode;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    /// <summary>All commands; the reference in <c>docs/reference/cli.md</c> is checked against it.</summary>
    public static RootCommand Root(CommandShell shell)
    {
        var root = new RootCommand("A two-way mirror between the HMS database and partner systems.")
        {
            shell.Config,
            shell.Json,
            InitCommand.Create(shell),
            RunCommand.Create(shell),
            ValidateCommand.Create(shell),
            DoctorCommand.Create(shell),
            StatusCommand.Create(shell),
            PartnersCommand.Create(shell),
            DeliveriesCommand.Create(shell),
            ParkedCommand.Create(shell),
            ConflictsCommand.Create(shell),
            EventsCommand.Create(shell),
            PublishCommand.Create(shell),
            LinkCommand.Create(shell),
            BackfillCommand.Create(shell),
            ResumeCommand.Create(shell),
            KeysCommand.Create(shell),
            AuditCommand.Create(shell),
            DemoCommand.Create(shell),
            BenchCommand.Create(shell),
        };
        ExampleHelp.Install(root);
        return root;
    }
}
