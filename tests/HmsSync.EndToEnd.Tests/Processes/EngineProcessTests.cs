namespace HmsSync.EndToEnd.Tests.Processes;

public sealed class EngineProcessTests
{
    [Fact]
    public async Task An_engine_that_cannot_start_is_seen_by_its_exit_code_and_its_log()
    {
        using var workspace = new TempWorkspace();
        await using var engine = EngineProcess.Start(workspace["no-such.yml"]);
        Assert.NotEmpty(await engine.WaitForLogAsync(line => line.Length > 0));
        Assert.Equal(2, await engine.ExitAsync());
        Assert.Empty(engine.Output);
    }

    [Fact]
    public async Task A_line_that_it_never_writes_ends_the_wait_when_it_ends()
    {
        using var workspace = new TempWorkspace();
        await using var engine = EngineProcess.Start(workspace["no-such.yml"]);
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(
            () => engine.WaitForOutputAsync(line => line == "ready"));
        Assert.Contains("ended", fault.Message, StringComparison.Ordinal);
    }
}
