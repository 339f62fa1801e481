using HmsSync.Lanes;
using HmsSync.Sdk;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Records;

/// <summary>What a partner may not do to the hub: it does not come there, and stands in the way of nothing.</summary>
public sealed class OpsTests
{
    private const string Ten = "2030-01-07T10:00:00Z";
    private const string Eleven = "2030-01-07T11:00:00Z";

    // Invariant 4
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_gives_way_to_what_the_hub_says_next(bool ownIds)
    {
        await using var rig = await ClinicRig.StartAsync(ownIds, poll: "20ms", ops: "[]");
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'WIC')");
        await Eventually.Holds(() => rig.Delivered() == 1, "the clinic has it");
        await rig.ClerkAsync($"/{await IdAsync(rig)}/change", """{"title":"Anna"}""");
        await Refused(rig, 1);
        Assert.Equal("WIC", rig.Ask("SELECT title FROM appointments"));

        rig.Hub($"UPDATE appointments SET start = '{Eleven}'");
        await Eventually.HoldsAsync(async () => await ThereAsync(rig) == $"{Eleven} WIC", "the clinic has all that the hub has");

        await rig.ClerkAsync($"/{await IdAsync(rig)}/remove", "{}");
        await Refused(rig, 2);
        rig.Hub($"UPDATE appointments SET start = '{Ten}'");
        await Eventually.HoldsAsync(async () => await ThereAsync(rig) == $"{Ten} WIC", "it is there again");
        await rig.OutcomesAsync();
        Assert.Empty(await rig.ConflictsAsync());
        Assert.Equal(ownIds ? "1" : "", $"{(await rig.AtTheClinicAsync())[0]!["ref"]}");
    }

    [Fact]
    public async Task A_change_that_was_refused_does_not_speak_against_a_delete_that_is_not()
    {
        await using var rig = await ClinicRig.StartAsync(poll: "20ms", ops: "[insert, delete]");
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'WIC')");
        await Eventually.Holds(() => rig.Delivered() == 1, "the clinic has it");
        await rig.ClerkAsync("/1/change", """{"title":"Anna"}""");
        await Refused(rig, 1);
        await rig.ClerkAsync("/1/remove", "{}");
        await Eventually.Holds(() => rig.Ask("SELECT count(*) FROM appointments") == "0", "it is gone from the hub");
        Assert.Empty(await rig.ConflictsAsync());
    }

    [Fact]
    public async Task A_record_that_was_refused_is_none_that_the_hub_has_deleted()
    {
        await using var rig = await ClinicRig.StartAsync(poll: "20ms", ops: "[update, delete]");
        await rig.ClerkAsync("", $$"""{"id":7,"begin":"{{Ten}}","title":"Anna"}""");
        await Refused(rig, 1);
        await rig.ClerkAsync("/7/change", """{"title":"Bea"}""");
        await Refused(rig, 2);
        Assert.Equal("0", rig.Ask("SELECT count(*) FROM appointments"));
        Assert.Empty(await rig.ConflictsAsync());
    }

    // Invariant 4
    [Fact]
    public async Task What_the_hub_does_not_take_after_all_holds_nothing_up()
    {
        await using var rig = await ClinicRig.StartAsync(ops: "[insert, delete]");
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'WIC')");
        await Eventually.Holds(() => rig.Delivered() == 1, "the clinic has it");
        var toHub = rig.Engine.Lanes.Single(lane => lane.Plan.Participant.IsHub);
        await toHub.PauseAsync(new LanePause("test", LanePause.Engine, default, "a test"));
        await rig.ClerkAsync("/1/remove", "{}");
        rig.Hub($"UPDATE appointments SET start = '{Eleven}'");
        await Eventually.Holds(
            () => rig.Journal().Any(e => !e.Source.IsHub && e.Op == ChangeOp.Delete), "the delivery has found it gone");

        // By the time the hub judges, it is there again as another one, which the clinic may not change in the hub.
        await rig.ClerkAsync("", $$"""{"id":1,"begin":"{{Ten}}","title":"Anna"}""");
        await toHub.PauseAsync(null);
        await Eventually.HoldsAsync(async () => await ThereAsync(rig) == $"{Eleven} WIC", "the clinic has all that the hub has");
        await rig.OutcomesAsync();
        Assert.Empty(await rig.ConflictsAsync());
    }

    private static Task Refused(ClinicRig rig, int least)
        => Eventually.HoldsAsync(async () => (await rig.OutcomesAsync()).Count(o => o == "NotSent") >= least, "it is refused");

    private static async Task<string> IdAsync(ClinicRig rig) => $"{(await rig.AtTheClinicAsync())[0]!["id"]}";

    private static async Task<string> ThereAsync(ClinicRig rig)
        => string.Join(';', (await rig.AtTheClinicAsync()).Select(a => $"{a!["begin"]} {a["title"]}"));
}
