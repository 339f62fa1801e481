using System.Text.Json;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Demo;

public sealed class DemoTests
{
    // Invariant 5: nobody hears his own words again; the story's last but one step looks for it.
    [Fact]
    public async Task Every_step_of_the_story_holds()
    {
        using var folder = new TempWorkspace();
        var run = await CliRun.RunInAsync(folder.Folder, null, "demo", "--once", "--json");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        using var json = JsonDocument.Parse(run.Output);
        Assert.True(json.RootElement.GetProperty("ok").GetBoolean());
        var steps = json.RootElement.GetProperty("steps").EnumerateArray().ToList();
        Assert.Equal(8, steps.Count);
        Assert.All(steps, step =>
        {
            Assert.Equal("wic", step.GetProperty("story").GetString());
            Assert.True(step.GetProperty("ok").GetBoolean());
            Assert.NotEmpty(step.GetProperty("step").GetString()!);
            Assert.NotEmpty(step.GetProperty("seen").GetString()!);
            Assert.True(step.GetProperty("ms").GetInt64() < 20_000);
        });
        Assert.Empty(Directory.GetFileSystemEntries(folder.Folder));
    }

    [Fact]
    public async Task A_partner_alone_says_where_it_listens_and_ends_when_told()
    {
        using var folder = new TempWorkspace();
        Assert.Equal(0, (await CliRun.RunAsync("init", folder.Folder)).ExitCode);
        await using var lotus = ChildProcess.Start(
            "dotnet", [Checkout.Program, "demo", "lotus_notes", "--url", "http://127.0.0.1:0"], folder.Folder);
        var url = await lotus.Output.WaitAsync(line => line.StartsWith("http://127.0.0.1:", StringComparison.Ordinal), Patience);
        Assert.DoesNotContain(":0", url.AsSpan(url.LastIndexOf(':')).ToString()[..2], StringComparison.Ordinal);
        lotus.Terminate();
        Assert.Equal(0, await lotus.ExitAsync(Patience));
    }

    [Fact]
    public async Task A_partner_outside_of_a_workspace_says_what_it_misses()
    {
        using var folder = new TempWorkspace();
        var run = await CliRun.RunInAsync(folder.Folder, null, "demo", "lotus_notes");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("lotus.token", run.Errors, StringComparison.Ordinal);
    }

    private static TimeSpan Patience => TimeSpan.FromSeconds(30);
}
