using System.Diagnostics;

namespace HmsSync.Cli.Bench;

/// <summary>A server of the benchmark as a process of its own, and its address.</summary>
internal sealed class BenchProcess : IDisposable
{
    private const string Listening = "listening on ";

    private readonly Process _process;

    private BenchProcess(Process process) => _process = process;

    public string Url { get; private set; } = "";

    /// <summary>Processor time that it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The most memory it ever had, resident.</summary>
    public long MostBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>The bare partner.</summary>
    public static Task<BenchProcess> PartnerAsync(TimeSpan delay, CancellationToken stop)
        => BareAsync(["bench", "partner", "--delay", $"{(int)delay.TotalMilliseconds}ms"], stop);

    /// <summary>The partners of the misery run; two addresses, of those that live and of the dead.</summary>
    public static Task<BenchProcess> MiseryAsync(CancellationToken stop) => BareAsync(["bench", "misery-partner"], stop);

    /// <summary>The bare stream.</summary>
    public static Task<BenchProcess> StreamAsync(CancellationToken stop) => BareAsync(["bench", "stream"], stop);

    /// <summary>The bare receiver.</summary>
    public static Task<BenchProcess> ReceiverAsync(CancellationToken stop) => BareAsync(["bench", "receiver"], stop);

    /// <summary>An engine with its server, as <c>run</c> makes it.</summary>
    /// <param name="config">Its configuration.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<BenchProcess> EngineAsync(string config, CancellationToken stop)
    {
        var process = Start(["run", "--config", config]);
        var said = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                said.TrySetException(new InvalidOperationException("The engine ended before it listened."));
            }
            else if (line.Data.StartsWith(Listening, StringComparison.Ordinal))
            {
                said.TrySetResult(line.Data[Listening.Length..]);
            }
        };
        process.BeginErrorReadLine();
        return new BenchProcess(process) { Url = await said.Task.WaitAsync(stop) };
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<BenchProcess> BareAsync(string[] arguments, CancellationToken stop)
    {
        var process = Start(arguments);
        process.ErrorDataReceived += (_, line) => Trace.WriteLineIf(line.Data is not null, line.Data);
        process.BeginErrorReadLine();
        var url = await process.StandardOutput.ReadLineAsync(stop)
            ?? throw new InvalidOperationException($"The process `{string.Join(' ', arguments)}` ended before it listened.");
        return new BenchProcess(process) { Url = url };
    }

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(BenchProcess).Assembly.Location);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
    }
}
