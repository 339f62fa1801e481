namespace HmsSync.EndToEnd.Tests.Processes;

public sealed class ChildProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_line_that_is_still_to_come_is_waited_for()
    {
        using var workspace = new TempWorkspace();
        await using var process = Shell(
            $"echo first; until [ -e {workspace["go"]} ]; do sleep 0.02; done; echo second");
        await process.Output.WaitAsync(line => line == "first", Patience);
        var second = process.Output.WaitAsync(line => line == "second", Patience);
        Assert.False(second.IsCompleted);
        workspace.Write("go", "");
        Assert.Equal("second", await second);
    }

    [Fact]
    public async Task A_process_that_ends_without_the_line_says_what_it_wrote_instead()
    {
        await using var process = Shell("echo something else");
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(
            () => process.Output.WaitAsync(line => line == "ready", Patience));
        Assert.Contains("something else", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_does_not_come_in_time_is_a_timeout_with_what_came()
    {
        await using var process = Shell("echo busy; exec sleep 1000");
        await process.Output.WaitAsync(line => line == "busy", Patience);
        var fault = await Assert.ThrowsAsync<TimeoutException>(
            () => process.Output.WaitAsync(line => line == "ready", TimeSpan.FromMilliseconds(1)));
        Assert.Contains("busy", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sigterm_can_be_caught()
    {
        await using var process = Shell(
            "trap 'echo draining >&2; exit 0' TERM; echo ready; while :; do sleep 0.05; done");
        await process.Output.WaitAsync(line => line == "ready", Patience);
        process.Terminate();
        Assert.Equal(0, await process.ExitAsync(Patience));
        Assert.Equal(["draining"], process.Errors.Lines);
    }

    [Fact]
    public async Task Sigkill_cannot_be_caught()
    {
        await using var process = Shell("trap 'echo draining' TERM; echo ready; while :; do sleep 0.05; done");
        await process.Output.WaitAsync(line => line == "ready", Patience);
        process.Kill();
        Assert.Equal(128 + 9, await process.ExitAsync(Patience));
        Assert.Equal(["ready"], process.Output.Lines);
    }

    [Fact]
    public async Task The_environment_can_be_added_to_and_taken_from()
    {
        var environment = new Dictionary<string, string?> { ["HMS_TEST"] = "here", ["HOME"] = null };
        await using var process = ChildProcess.Start(
            "sh", ["-c", "echo \"$HMS_TEST ${HOME-none}\""], environment: environment);
        Assert.Equal(0, await process.ExitAsync(Patience));
        Assert.Equal(["here none"], process.Output.Lines);
    }

    [Fact]
    public async Task What_still_runs_at_the_end_of_a_test_is_killed()
    {
        int id;
        await using (var process = Shell("echo ready; exec sleep 1000"))
        {
            await process.Output.WaitAsync(line => line == "ready", Patience);
            id = process.Id;
        }

        Assert.False(Directory.Exists($"/proc/{id}"));
    }

    private static ChildProcess Shell(string script) => ChildProcess.Start("sh", ["-c", script]);
}
