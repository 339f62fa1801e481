using System.Text.Json;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Commands;

/// <summary><c>hms-sync doctor</c> on a workspace with a hub file.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task A_fresh_workspace_has_no_fault_and_a_hub_that_is_gone_is_one()
    {
        using var folder = new TempWorkspace();
        Assert.Equal(0, (await CliRun.RunAsync("init", folder.Folder)).ExitCode);
        var well = await CliRun.RunInAsync(folder.Folder, null, "doctor", "--json");
        Assert.True(well.ExitCode == 0, well.Output + well.Errors);
        var found = JsonDocument.Parse(well.Output).RootElement.EnumerateArray()
            .ToDictionary(f => f.GetProperty("check").GetString()!, f => f.GetProperty("state").GetString());
        Assert.All(found.Values, state => Assert.NotEqual("fault", state));
        Assert.Superset(
            new HashSet<string> { "version", "version_sqlite", "disk_store", "permission_store", "hub", "hub_same", "permission_hub" },
            found.Keys.ToHashSet());
        foreach (var hub in Directory.GetFiles(folder.Folder, "*.db*"))
        {
            File.Delete(hub);
        }

        var ill = await CliRun.RunInAsync(folder.Folder, null, "doctor");
        Assert.Equal(1, ill.ExitCode);
        Assert.Contains("There is no hub database", ill.Output, StringComparison.Ordinal);
        Assert.Contains("1 fault.", ill.Output, StringComparison.Ordinal);
    }
}
