using System.Text.Json;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Demo;

public sealed class DemoTests
{
    // Invariant 5: nobody hears his own words again; the last step of the clinic's story looks for it.
    [Fact]
    public async Task Every_step_of_both_stories_holds()
    {
        using var folder = new TempWorkspace();
        var run = await CliRun.RunInAsync(folder.Folder, null, "demo", "--once", "--json");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        using var json = JsonDocument.Parse(run.Output);
        Assert.True(json.RootElement.GetProperty("ok").GetBoolean());
        var steps = json.RootElement.GetProperty("steps").EnumerateArray().ToList();
        Assert.Equal(
            [("demo", 2), ("wic", 9), ("wildfire", 9)],
            steps.CountBy(step => step.GetProperty("story").GetString()!).Select(s => (s.Key, s.Value)).Order());
        Assert.All(steps, step =>
        {
            Assert.True(step.GetProperty("ok").GetBoolean());
            Assert.NotEmpty(step.GetProperty("step").GetString()!);
            Assert.NotEmpty(step.GetProperty("seen").GetString()!);
            Assert.InRange(step.GetProperty("ms").GetInt64(), 0, 60_000);
        });
        Assert.Empty(Directory.GetFileSystemEntries(folder.Folder));
    }

    [Theory]
    [InlineData("hospital")]
    [InlineData("species_index")]
    [InlineData("state_registry")]
    [InlineData("lotus_notes")]
    public async Task A_partner_alone_says_where_it_listens_and_ends_when_told(string name)
    {
        using var folder = new TempWorkspace();
        Assert.Equal(0, (await CliRun.RunAsync("init", "--sample", "wildfire", folder.Folder)).ExitCode);
        await using var partner = ChildProcess.Start(
            "dotnet", [Checkout.Program, "demo", name, "--url", "http://127.0.0.1:0"], folder.Folder);
        var url = await partner.Output.WaitAsync(line => line.StartsWith("http://127.0.0.1:", StringComparison.Ordinal), Patience);
        Assert.DoesNotContain(":0", url.AsSpan(url.LastIndexOf(':')).ToString()[..2], StringComparison.Ordinal);
        partner.Terminate();
        Assert.Equal(0, await partner.ExitAsync(Patience));
        Assert.True(File.Exists(folder[$"{name}.jsonl"]));
    }

    [Theory]
    [InlineData("lotus_notes", "lotus.token")]
    [InlineData("hospital", "hospital.token")]
    [InlineData("state_registry", "registry.token")]
    public async Task A_partner_outside_of_a_workspace_says_what_it_misses(string name, string missing)
    {
        using var folder = new TempWorkspace();
        var run = await CliRun.RunInAsync(folder.Folder, null, "demo", name);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(missing, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_is_wrong_usage()
    {
        using var folder = new TempWorkspace();
        var run = await CliRun.RunInAsync(folder.Folder, null, "demo", "species_index", "--engine", "nowhere");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--engine", run.Errors, StringComparison.Ordinal);
    }

    private static TimeSpan Patience => TimeSpan.FromSeconds(30);
}
