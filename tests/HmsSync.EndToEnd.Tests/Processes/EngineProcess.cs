using System.Globalization;

namespace HmsSync.EndToEnd.Tests.Processes;

/// <summary><c>hms-sync run</c> as a process of its own, as an operator starts it.</summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;

    private EngineProcess(ChildProcess process)
    {
        _process = process;
    }

    /// <summary>What it said so far: standard error, where an engine talks to people.</summary>
    public IReadOnlyList<string> Log => _process.Errors.Lines;

    /// <summary>What it wrote to standard output.</summary>
    public IReadOnlyList<string> Output => _process.Output.Lines;

    /// <summary>The most memory it ever had, resident, in bytes, by the kernel's count (proc(5), VmHWM).</summary>
    public long MostBytes
    {
        get
        {
            const string Name = "VmHWM:";
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(Name, StringComparison.Ordinal));
            return long.Parse(line[Name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <param name="config">Path of <c>hms-sync.yml</c>.</param>
    /// <param name="environment">Added to that of the tests: the secrets that the file asks for.</param>
    public static EngineProcess Start(string config, IReadOnlyDictionary<string, string?>? environment = null)
        => new(ChildProcess.Start(
            "dotnet",
            [Checkout.Program, "run", "--config", config],
            Path.GetDirectoryName(Path.GetFullPath(config)),
            environment));

    /// <summary>The first line of its log that matches, already there or to come within the time (default 30 s).</summary>
    public Task<string> WaitForLogAsync(Func<string, bool> matches, TimeSpan? within = null)
        => _process.Errors.WaitAsync(matches, within ?? Patience);

    /// <summary>As <see cref="WaitForLogAsync"/>, of standard output.</summary>
    public Task<string> WaitForOutputAsync(Func<string, bool> matches, TimeSpan? within = null)
        => _process.Output.WaitAsync(matches, within ?? Patience);

    /// <summary>SIGTERM, then its exit code: 0 when it drained.</summary>
    /// <exception cref="TimeoutException">It still ran after the time (default 30 s).</exception>
    public Task<int> StopAsync(TimeSpan? within = null)
    {
        _process.Terminate();
        return ExitAsync(within);
    }

    /// <summary>kill -9: nothing is drained, nothing is said.</summary>
    public Task<int> CrashAsync()
    {
        _process.Kill();
        return ExitAsync();
    }

    /// <summary>SIGSTOP: it stands still and knows nothing of it.</summary>
    public void Suspend() => _process.Suspend();

    /// <summary>SIGCONT: after <see cref="Suspend"/>.</summary>
    public void Resume() => _process.Resume();

    /// <summary>Its exit code, when it ends by itself.</summary>
    public Task<int> ExitAsync(TimeSpan? within = null) => _process.ExitAsync(within ?? Patience);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
