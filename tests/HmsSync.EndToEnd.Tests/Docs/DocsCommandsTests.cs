using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Docs;

/// <summary>
/// Types the commands of the README, block after block, in an empty folder from which <c>./hms-sync</c> reaches the
/// checkout. A block that cannot run here (it clones, it waits for a person) is marked <c>no-run</c> in the page.
/// </summary>
public sealed class DocsCommandsTests
{
    [Fact]
    public async Task Every_command_of_the_readme_does_what_it_says()
    {
        var page = await File.ReadAllTextAsync(
            Path.Combine(Checkout.Root, "README.md"), TestContext.Current.CancellationToken);
        var blocks = ShellBlocks.Of(page);
        Assert.NotEmpty(blocks);

        using var workspace = Workspace();
        foreach (var block in blocks)
        {
            var run = await RunAsync(block, workspace);
            Assert.True(run.ExitCode == 0, $"exit code {run.ExitCode} of\n{block}\n{run.Output}\n{run.Errors}");
        }
    }

    [Fact]
    public async Task A_command_that_fails_in_the_middle_of_a_block_is_seen()
    {
        using var workspace = Workspace();
        var run = await RunAsync("./hms-sync no-such-verb\necho fine", workspace);
        Assert.Equal(2, run.ExitCode);
    }

    private static TempWorkspace Workspace()
    {
        var workspace = new TempWorkspace();
        File.CreateSymbolicLink(workspace["hms-sync"], Path.Combine(Checkout.Root, "hms-sync"));
        return workspace;
    }

    private static Task<CliRun> RunAsync(string block, TempWorkspace workspace)
        => CliRun.RunProgramAsync("bash", ["-euo", "pipefail", "-c", block], workspace.Folder);
}
