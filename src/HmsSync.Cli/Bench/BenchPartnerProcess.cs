using System.Diagnostics;

namespace HmsSync.Cli.Bench;

/// <summary>The bare partner as another process, and its address.</summary>
internal sealed class BenchPartnerProcess : IDisposable
{
    private readonly Process _process;

    private BenchPartnerProcess(Process process, string url)
    {
        _process = process;
        Url = url;
    }

    public string Url { get; }

    public static async Task<BenchPartnerProcess> StartAsync(TimeSpan delay, CancellationToken stop)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet") { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(BenchPartnerProcess).Assembly.Location);
        }

        foreach (var argument in new[] { "bench", "partner", "--delay", $"{(int)delay.TotalMilliseconds}ms" })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The partner process did not start.");
        var url = await process.StandardOutput.ReadLineAsync(stop)
            ?? throw new InvalidOperationException("The partner process ended before it listened.");
        return new BenchPartnerProcess(process, url);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
