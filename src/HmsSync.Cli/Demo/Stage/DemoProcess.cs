using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace HmsSync.Cli.Demo;

/// <summary>This program, started once more as a process of its own: a partner, the engine, the hub's application.</summary>
internal sealed class DemoProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    /// <summary>Invariant 11: of what it said on standard error, so much is kept.</summary>
    private const int MostErrors = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Queue<string> _errors = [];
    private readonly Task _errorsRead;
    private Task _followed = Task.CompletedTask;

    private DemoProcess(Process process)
    {
        _process = process;
        _errorsRead = ReadErrorsAsync();
    }

    public TextWriter Input => _process.StandardInput;

    /// <param name="folder">Its working folder.</param>
    /// <param name="arguments">As they would be typed.</param>
    public static DemoProcess Start(string folder, params string[] arguments)
    {
        var self = Environment.ProcessPath ?? throw new InvalidOperationException("This program does not know where it lies.");
        var isHost = Path.GetFileNameWithoutExtension(self) == "dotnet";
        var start = new ProcessStartInfo(self, isHost ? [Assembly.GetExecutingAssembly().Location, .. arguments] : arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new DemoProcess(Process.Start(start) ?? throw new InvalidOperationException($"{self} did not start."));
    }

    /// <summary>Its next line on standard output.</summary>
    /// <exception cref="DemoFailedException">It ended or was silent for too long.</exception>
    public async Task<string> ReadLineAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        try
        {
            return await _process.StandardOutput.ReadLineAsync(limit.Token)
                ?? throw new DemoFailedException($"a process of the demo ended: {LastErrors()}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new DemoFailedException($"a process of the demo was silent for {Patience}: {LastErrors()}");
        }
    }

    /// <summary>From now on its lines on standard output go there.</summary>
    public void Follow(Action<string> take) => _followed = ReadOutputAsync(take);

    /// <summary>What it last said on standard error.</summary>
    public string LastErrors()
    {
        lock (_errors)
        {
            return _errors.Count == 0 ? "it said nothing" : string.Join(" | ", _errors.TakeLast(5));
        }
    }

    /// <summary>Whether a line on standard error holds the words.</summary>
    public bool HasSaid(string words)
    {
        lock (_errors)
        {
            return _errors.Any(line => line.Contains(words, StringComparison.Ordinal));
        }
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>kill -9: what a power cut looks like to a program.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken stop)
    {
        if (SendSignal(_process.Id, SigTerm) != 0)
        {
            throw new DemoFailedException("a process of the demo took no SIGTERM");
        }

        await _process.WaitForExitAsync(stop);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await Task.WhenAll(_errorsRead, _followed);
        _process.Dispose();
    }

    private async Task ReadOutputAsync(Action<string> take)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            take(line);
        }
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_errors)
            {
                _errors.Enqueue(line);
                if (_errors.Count > MostErrors)
                {
                    _errors.Dequeue();
                }
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
