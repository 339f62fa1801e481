using System.Text.Json;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Promises;

/// <summary>
/// Dead, slow and flapping partners beside healthy ones, and every delivery counted. What that costs in time is for the bench.
/// </summary>
[Collection(MeasuredTests.Name)]
public sealed class MiseryTests
{
    // Invariant 1, Invariant 3
    [Fact]
    public async Task Among_dead_slow_and_flapping_partners_nothing_is_lost_and_nothing_goes_under_two_keys()
    {
        var run = await CliRun.RunAsync("bench", "--only", "misery", "--partners", "20", "--events", "60", "--rounds", "1", "--json");
        var figures = JsonDocument.Parse(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement;
        Assert.Equal("misery", figures.GetProperty("name").GetString());
        Assert.Equal(20, figures.GetProperty("partners").GetInt32());
        Assert.Equal(15, figures.GetProperty("healthy").GetInt32());
        Assert.Equal(0, figures.GetProperty("lost").GetInt64());
        Assert.Equal(0, figures.GetProperty("other_keys").GetInt64());
    }
}
