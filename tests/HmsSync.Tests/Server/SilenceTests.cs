using System.Text.Json;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server;

public sealed class SilenceTests
{
    [Fact]
    public async Task A_partner_that_is_told_nothing_though_it_is_owed_something_is_told_of_once()
    {
        using var workspace = new Workspace { Lotus = "silence: 300ms\n    " };
        await using var rig = await ServerRig.StartAsync(workspace);
        Assert.False(await IsSilentAsync(rig)); // nothing is owed
        rig.Partner.Answer(500);
        workspace.Hub("INSERT INTO appointments VALUES(1, 'booked', 'a', 'b')");
        await Eventually.HoldsAsync(() => IsSilentAsync(rig), "the alarm is raised");
        await Eventually.Holds(() => Logged(rig, "[silent]") == 1, "the alarm is in the log");
        var lane = (await rig.Get("/api/status")).Json.GetProperty("lanes").EnumerateArray()
            .First(l => l.GetProperty("lane").GetString() == "lotus");
        Assert.NotEqual(JsonValueKind.Null, lane.GetProperty("silent_since").ValueKind);
        rig.Partner.Answer(204);
        await Eventually.HoldsAsync(async () => !await IsSilentAsync(rig), "the alarm ends");
        await Eventually.Holds(() => Logged(rig, "is told again") == 1, "its end is in the log");
        Assert.Equal(1, Logged(rig, "[silent]"));
    }

    [Fact]
    public async Task A_pause_is_no_excuse()
    {
        using var workspace = new Workspace { Lotus = "silence: 200ms\n    " };
        await using var rig = await ServerRig.StartAsync(workspace);
        await rig.Post("/api/partners/lotus/pause", "{}");
        workspace.Hub("INSERT INTO appointments VALUES(1, 'booked', 'a', 'b')");
        await Eventually.HoldsAsync(() => IsSilentAsync(rig), "the alarm is raised");
    }

    private static async Task<bool> IsSilentAsync(ServerRig rig)
        => (await rig.Get("/readyz")).Json.GetProperty("degraded").EnumerateArray()
            .Any(d => d.GetProperty("code").GetString() == "silent" && d.GetProperty("partner").GetString() == "lotus");

    private static int Logged(ServerRig rig, string text) => rig.Log.Lines.Count(line => line.Contains(text, StringComparison.Ordinal));
}
