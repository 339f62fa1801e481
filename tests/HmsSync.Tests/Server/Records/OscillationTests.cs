using HmsSync.Hosting;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Records;

/// <summary>A trigger of the application and a robot at the calendar answer each other for ever: we take no part in it.</summary>
public sealed class OscillationTests
{
    // Invariant 12
    [Fact]
    public async Task A_record_that_swings_is_held_and_the_others_go_on()
    {
        await using var rig = await ClinicRig.StartAsync(poll: "10ms", sql: """
            CREATE TRIGGER hurry AFTER UPDATE OF title ON appointments WHEN new.title = 'slow'
            BEGIN UPDATE appointments SET title = 'fast' WHERE id = new.id; END
            """);
        rig.Hub("INSERT INTO appointments VALUES (1, '2030-01-07T10:00:00Z', 'fast'), (2, '2030-01-07T11:00:00Z', 'WIC')");
        await Eventually.Holds(() => rig.Delivered() == 2, "the clinic has both");
        using var control = new EngineControl(rig.Engine);
        using var over = new CancellationTokenSource();
        var robot = RobotAsync(rig, over.Token);
        await Eventually.Holds(() => control.Readiness.Degraded.Any(d => d.Code == "oscillation"), "the record is held");
        await over.CancelAsync();
        await robot;
        // The lane may tell of its own failing beside it, for as long as its last error is this one.
        Assert.Single(
            control.Readiness.Degraded, d => d is { Code: "oscillation", Help: "hms-sync resume clinic --after oscillation" });

        await rig.ClerkAsync("/2/change", """{"title":"WIC, moved"}""");
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments WHERE id = 2") == "WIC, moved", "others go on");

        // A restart does not let it go on.
        await rig.RestartAsync();
        using var next = new EngineControl(rig.Engine);
        Assert.Contains(next.Readiness.Degraded, d => d.Code == "oscillation");
        Assert.True((await next.Resume.GoOnAsync("clinic", "oscillation")).Ok);
        await rig.OutcomesAsync();
        Assert.DoesNotContain(next.Readiness.Degraded, d => d.Code == "oscillation");
        Assert.Equal("fast", rig.Ask("SELECT title FROM appointments WHERE id = 1"));
    }

    /// <summary>Says slow whenever it finds fast.</summary>
    private static async Task RobotAsync(ClinicRig rig, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            if ((await rig.AtTheClinicAsync()).Any(a => $"{a!["id"]}" == "1" && $"{a["title"]}" == "fast"))
            {
                await rig.ClerkAsync("/1/change", """{"title":"slow"}""");
            }

            await Task.Yield();
        }
    }
}
