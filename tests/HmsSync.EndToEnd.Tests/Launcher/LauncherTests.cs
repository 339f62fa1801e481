using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Launcher;

public sealed class LauncherTests
{
    [Fact]
    public async Task The_first_start_builds_and_keeps_the_noise_to_itself()
    {
        using var sdk = new FakeSdk();
        var run = await sdk.RunAsync("status", "--json", "two words");
        Assert.Equal("ran: status --json two words", run.Output);
        Assert.Equal("building hms-sync …", run.Errors);
        Assert.Equal(7, run.ExitCode);
    }

    [Fact]
    public async Task A_closed_stream_leads_nowhere_and_to_no_other_file()
    {
        using var sdk = new FakeSdk();
        await sdk.RunAsync();
        var run = await CliRun.RunProgramAsync(
            "bash", ["-c", $"exec '{sdk.Launcher}' streams <&- 2>&-"], environment: sdk.Environment);
        Assert.Equal("ran: streams\n/dev/null\n/dev/null", run.Output);
    }

    [Fact]
    public async Task Nothing_changed_nothing_is_built()
    {
        using var sdk = new FakeSdk();
        await sdk.RunAsync();
        var run = await sdk.RunAsync("status");
        Assert.Empty(run.Errors);
        Assert.Equal(1, sdk.Builds);
    }

    [Theory]
    [InlineData("checkout/src/A.cs")]
    [InlineData("checkout/src/New/B.cs")]
    [InlineData("checkout/build/words.txt")]
    [InlineData("checkout/global.json")]
    [InlineData("checkout/Directory.Build.props")]
    [InlineData("checkout/samples/C.cs")]
    public async Task A_changed_file_is_built(string file)
    {
        using var sdk = new FakeSdk();
        await sdk.RunAsync();
        sdk.WriteSource(file, "// changed");
        await sdk.RunAsync();
        Assert.Equal(2, sdk.Builds);
    }

    [Fact]
    public async Task A_deleted_file_is_built()
    {
        using var sdk = new FakeSdk();
        await sdk.RunAsync();
        File.Delete(sdk.PathOf("checkout/src/A.cs"));
        await sdk.RunAsync();
        Assert.Equal(2, sdk.Builds);
    }

    [Fact]
    public async Task A_failed_build_shows_what_it_said_on_standard_error_and_runs_nothing()
    {
        using var sdk = new FakeSdk();
        sdk.BreakBuild();
        var run = await sdk.RunAsync("status");
        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("noise of the build", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_starts_at_once_build_once()
    {
        using var sdk = new FakeSdk();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => sdk.RunAsync("status")));
        Assert.Equal(1, sdk.Builds);
    }

    [Fact]
    public async Task A_symlink_in_another_folder_reaches_the_checkout()
    {
        using var sdk = new FakeSdk();
        File.CreateSymbolicLink(sdk.PathOf("link"), sdk.Launcher);
        File.CreateSymbolicLink(sdk.PathOf("bin/sync"), sdk.PathOf("link"));
        var run = await CliRun.RunProgramAsync("/bin/sh", ["-c", "sync there"], "/", sdk.Environment);
        Assert.Equal("ran: there", run.Output);
    }

    [Fact]
    public async Task A_signal_reaches_the_program_and_not_only_the_launcher()
    {
        using var sdk = new FakeSdk();
        await using var process = ChildProcess.Start(sdk.Launcher, ["wait"], environment: sdk.Environment);
        await process.Output.WaitAsync(line => line == "ran: wait", TimeSpan.FromSeconds(30));
        process.Terminate();
        Assert.Equal(128 + 15, await process.ExitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Without_an_sdk_it_says_what_to_install()
    {
        using var sdk = new FakeSdk();
        using var tools = new TempWorkspace();
        foreach (var tool in (string[])["bash", "env", "readlink", "dirname"])
        {
            File.CreateSymbolicLink(tools[tool], $"/usr/bin/{tool}");
        }

        var path = new Dictionary<string, string?> { ["PATH"] = tools.Folder };
        var run = await CliRun.RunProgramAsync(sdk.Launcher, ["status"], environment: path);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("install the .NET 10 SDK", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_real_one_prints_the_version_of_the_program()
    {
        var launched = await CliRun.RunProgramAsync(Path.Combine(Checkout.Root, "hms-sync"), ["--version"], "/");
        var built = await CliRun.RunAsync("--version");
        Assert.Equal((0, built.Output), (launched.ExitCode, launched.Output));
    }
}
