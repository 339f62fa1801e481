using System.Diagnostics;
using System.Runtime.InteropServices;

namespace HmsSync.EndToEnd.Tests.Processes;

/// <summary>A process of a test: its lines as they come, signals, exit code. Killed at the end if it still runs.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    private static readonly TimeSpan PipePatience = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Task _ended;

    private const int FileBusy = 26;
    private const int MostTries = 10_000;

    private ChildProcess(Process process)
    {
        _process = process;
        _ended = EndAsync();
    }

    public int Id => _process.Id;

    public LineLog Output { get; } = new();

    public LineLog Errors { get; } = new();

    /// <param name="program">A path, or a name on the PATH.</param>
    /// <param name="arguments">Each as it is; no shell takes part.</param>
    /// <param name="folder">Working folder; null: that of the tests.</param>
    /// <param name="environment">Added to that of the tests; null as a value removes the variable.</param>
    /// <param name="keepInput">True: it reads what <see cref="WriteLineAsync"/> writes; false: its standard input is at its end.</param>
    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        bool keepInput = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var process = Launch(start) ?? throw new InvalidOperationException($"{program} did not start");
        if (!keepInput)
        {
            process.StandardInput.Close();
        }

        return new ChildProcess(process);
    }

    /// <summary>Types a line to a process that was started with its input kept.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteAsync(line + '\n');
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>SIGTERM: asks it to end.</summary>
    public void Terminate() => Signal(SigTerm);

    /// <summary>SIGSTOP: it stands still and knows nothing of it, as when its machine does.</summary>
    public void Suspend() => Signal(SigStop);

    /// <summary>SIGCONT: after <see cref="Suspend"/>.</summary>
    public void Resume() => Signal(SigCont);

    /// <summary>SIGKILL, which no process can catch: what a power cut looks like to a program.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Its exit code, after all that it wrote has been read; 128 + n when signal n ended it.</summary>
    /// <exception cref="TimeoutException">It still runs.</exception>
    public async Task<int> ExitAsync(TimeSpan timeout)
    {
        await _ended.WaitAsync(timeout);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();

        // A grandchild that outlived it may hold its pipes open; a test does not wait for that.
        await Task.WhenAny(_ended, Task.Delay(PipePatience, TimeProvider.System));
        _process.Dispose();
    }

    private void Signal(int signal)
    {
        if (SendSignal(_process.Id, signal) != 0)
        {
            throw new InvalidOperationException(
                $"process {_process.Id} took no signal {signal} (errno {Marshal.GetLastPInvokeError()})");
        }
    }

    private async Task EndAsync()
    {
        await Task.WhenAll(
            PumpAsync(_process.StandardOutput, Output),
            PumpAsync(_process.StandardError, Errors),
            _process.WaitForExitAsync());
    }

    private static async Task PumpAsync(StreamReader from, LineLog to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            to.Add(line);
        }

        to.End();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);

    /// <summary>
    /// A script that was just written may still be open in a process that another test has forked and that has not begun its own
    /// program yet: the system then says that the file is busy (ETXTBSY), and a moment later it is not.
    /// </summary>
    private static Process? Launch(ProcessStartInfo start)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return Process.Start(start);
            }
            catch (System.ComponentModel.Win32Exception busy) when (busy.NativeErrorCode == FileBusy && tries < MostTries)
            {
                Thread.Yield();
            }
        }
    }
}
