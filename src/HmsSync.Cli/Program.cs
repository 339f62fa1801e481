using System.Runtime.InteropServices;
using System.Text;
using HmsSync.Cli.Shell;
using HmsSync.Sqlite;
using Microsoft.Win32.SafeHandles;

namespace HmsSync.Cli;

internal static class Program
{
    private const int BrokenPipe = 32; // EPIPE

    private static async Task<int> Main(string[] arguments)
    {
        SqliteProcess.IsOurs();
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Cancel(context, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Cancel(context, stop));
        using var output = StandardOutput();
        try
        {
            return await CommandLine.RunAsync(arguments, World.OfProcess(output), stop.Token);
        }
        catch (IOException fault) when (fault.HResult == BrokenPipe)
        {
            return ExitCode.Done; // the reader of the pipe has had enough: `hms-sync events --follow | head`
        }
        catch (IOException fault)
        {
            await Console.Error.WriteLineAsync($"hms-sync: {fault.Message}");
            return ExitCode.Fault;
        }
    }

    /// <summary>The first signal asks to end; a second one ends at once, as it would without us.</summary>
    private static void Cancel(PosixSignalContext context, CancellationTokenSource stop)
    {
        context.Cancel = !stop.IsCancellationRequested;
        if (context.Cancel)
        {
            stop.Cancel();
        }
    }

    /// <summary>.NET's own console swallows the news that a pipe's reader has gone; a file stream tells it.</summary>
    private static StreamWriter StandardOutput()
    {
        Stream stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 1);
        if (stream.CanSeek)
        {
            // A regular file may be shared with standard error: only the console writes where the other stopped.
            stream.Dispose();
            stream = Console.OpenStandardOutput();
        }

        return new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true };
    }
}
