using System.Diagnostics;
using System.Text.Json;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Lite;

/// <summary><c>dotnet run samples/demo_sync.cs</c>, in a workspace's folder.</summary>
internal sealed class DemoProgram : IAsyncDisposable
{
    // The first start builds it, on a machine that may be busy.
    private static readonly TimeSpan FirstStart = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;
    private readonly string _engineFile;

    private DemoProgram(ChildProcess process, string engineFile)
    {
        _process = process;
        _engineFile = engineFile;
    }

    public static string Source => Path.Combine(Checkout.Root, "samples", "demo_sync.cs");

    public IReadOnlyList<string> Output => _process.Output.Lines;

    public IReadOnlyList<string> Errors => _process.Errors.Lines;

    /// <summary>Returns when it follows the hub.</summary>
    /// <param name="folder">Its working folder.</param>
    /// <param name="store">Its store, beside which it leaves its file.</param>
    /// <param name="lotus">Where the calendar takes events.</param>
    public static async Task<DemoProgram> StartAsync(string folder, string store, string lotus)
    {
        var process = ChildProcess.Start("dotnet", ["run", "-c", "Release", Source, "--", lotus], folder);
        try
        {
            await process.Errors.WaitAsync(line => line.StartsWith("following ", StringComparison.Ordinal), FirstStart);
            return new DemoProgram(process, store + ".engine.json");
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9 to the program itself: <c>dotnet run</c> is only its parent.</summary>
    public async Task CrashAsync()
    {
        using var program = await ProcessAsync();
        program.Kill();
        await _process.ExitAsync(Patience);
    }

    /// <summary>SIGTERM to the program, and its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var program = await ProcessAsync();
        await CliRun.RunProgramAsync("kill", ["-TERM", $"{program.Id}"]);
        return await _process.ExitAsync(Patience);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<Process> ProcessAsync()
    {
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(_engineFile));
        return Process.GetProcessById(file.RootElement.GetProperty("pid").GetInt32());
    }
}
