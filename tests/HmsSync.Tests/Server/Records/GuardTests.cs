using HmsSync.Hosting;
using HmsSync.Sdk;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Records;

/// <summary>Too many deletes to be meant are held, both ways, until somebody has looked.</summary>
public sealed class GuardTests
{
    private const string Guards = """
        table: appointments
        rules: [{ field: "*", winner: latest_change }]
        guards: { max_deletes_count: 3, window: 1h }
        """;

    // Invariant 12
    [Fact]
    public async Task A_wrong_script_at_the_hub_does_not_empty_the_calendar()
    {
        await using var rig = await FilledAsync();
        rig.Hub("DELETE FROM appointments");
        using var control = new EngineControl(rig.Engine);
        await Eventually.Holds(() => control.Readiness.Degraded.Any(d => d.Code == "deletes"), "the lane is held");
        await Eventually.HoldsAsync(async () => (await rig.AtTheClinicAsync()).Count == 5, "what was let out has arrived, and no more");
        var told = control.Readiness.Degraded.Single(d => d.Code == "deletes");
        Assert.Equal(("clinic", "hms-sync resume clinic --after deletes"), (told.Partner, told.Help));

        Assert.True((await control.Resume.GoOnAsync("clinic", "deletes")).Ok);
        await rig.OutcomesAsync();
        Assert.Empty(await rig.AtTheClinicAsync());
        Assert.False((await control.Resume.GoOnAsync("clinic", "deletes")).Ok);
    }

    [Fact]
    public async Task A_calendar_that_loses_its_entries_does_not_empty_the_hub()
    {
        await using var rig = await FilledAsync();
        for (var id = 1; id <= 8; id++)
        {
            await rig.ClerkAsync($"/{id}/remove", "{}");
        }

        using var control = new EngineControl(rig.Engine);
        await Eventually.Holds(() => control.Readiness.Degraded.Any(d => d.Code == "deletes"), "the lane is held");
        await Eventually.Holds(() => rig.Ask("SELECT count(*) FROM appointments") == "5", "what was let out is done, and no more");
        // Whoever lets them pass has looked at all of them: those of a later poll would be counted anew.
        await Eventually.Holds(() => rig.Journal().Count(e => e.Op == ChangeOp.Delete && !e.Source.IsHub) == 8, "all were heard of");
        Assert.True((await control.Resume.GoOnAsync("appointments", "deletes")).Ok);
        await Eventually.Holds(() => rig.Ask("SELECT count(*) FROM appointments") == "0", "all are gone");
    }

    private static async Task<ClinicRig> FilledAsync()
    {
        var rig = await ClinicRig.StartAsync(poll: "20ms", conflicts: Guards);
        for (var id = 1; id <= 8; id++)
        {
            rig.Hub($"INSERT INTO appointments VALUES ({id}, '2030-01-07T1{id}:00:00Z', 'WIC')");
        }

        await Eventually.Holds(() => rig.Delivered() == 8, "the clinic has all");
        return rig;
    }
}
