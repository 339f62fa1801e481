using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Docs;

/// <summary>
/// Somebody who reads a page and types its commands into one shell, block after block, in an empty folder from which
/// <c>./hms-sync</c> reaches the checkout; and who goes on only after he has seen what the page shows.
/// </summary>
internal sealed class PageReader : IAsyncDisposable
{
    private const string Done = "-- done ";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5); // a first build on a busy machine takes its time

    private readonly TempWorkspace _workspace = new();
    private readonly PagePorts _ports = new();
    private readonly ChildProcess _shell;
    private int _typed;

    public PageReader()
    {
        File.CreateSymbolicLink(_workspace["hms-sync"], Path.Combine(Checkout.Root, "hms-sync"));
        _shell = ChildProcess.Start("bash", ["-euo", "pipefail"], _workspace.Folder, keepInput: true);
    }

    /// <summary>How long a line may take to be seen after its command.</summary>
    public TimeSpan Sight { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Lets the shell send both streams to one screen, and take with it at its end what it left in the background.</summary>
    public Task SitDownAsync() => _shell.WriteLineAsync("exec 2>&1; trap 'kill $(jobs -p) 2>/dev/null || :; wait' EXIT");

    /// <exception cref="InvalidOperationException">A command failed: the shell ended before it was done.</exception>
    /// <exception cref="TimeoutException">What the page shows was not to be seen.</exception>
    public async Task TypeAsync(ShellBlock block)
    {
        var from = _shell.Output.Lines.Count;
        var number = ++_typed;
        var script = _workspace.Write($".typed/{number}.sh", _ports.Typed(block.Commands));

        // In one line: a shell that has ended over the first could not be told the second.
        await _shell.WriteLineAsync($"source '{script}' </dev/null; printf '\\n{Done}%s\\n' {number}");
        await _shell.Output.WaitAsync(line => line == $"{Done}{number}", Patience);
        foreach (var shown in block.Shows.Select(_ports.Moved))
        {
            await SeeAsync(shown, from);
        }
    }

    /// <summary>Closes the shell; its exit code.</summary>
    public async Task<int> LeaveAsync()
    {
        await _shell.WriteLineAsync("exit");
        return await _shell.ExitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await _shell.DisposeAsync();
        _workspace.Dispose();
    }

    private async Task SeeAsync(string shown, int from)
    {
        try
        {
            await _shell.Output.WaitAsync(line => ShellBlock.IsShown(shown, line), Sight, from);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The page shows\n{shown}\nbut {e.Message}", e);
        }
    }
}
