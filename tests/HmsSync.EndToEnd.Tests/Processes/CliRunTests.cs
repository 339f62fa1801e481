namespace HmsSync.EndToEnd.Tests.Processes;

public sealed class CliRunTests
{
    [Fact]
    public async Task The_version_is_one_line_on_standard_output()
    {
        var run = await CliRun.RunAsync("--version");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+$", run.Output);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task An_unknown_verb_is_wrong_usage_and_leaves_standard_output_empty()
    {
        var run = await CliRun.RunAsync("no-such-verb");
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("no-such-verb", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_verb_the_help_goes_to_standard_error()
    {
        var run = await CliRun.RunAsync();
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("--version", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_that_is_asked_for_goes_to_standard_output()
    {
        var run = await CliRun.RunAsync("--help");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("--version", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Errors);
    }
}
