using HmsSync.Hosting;
using HmsSync.Hosting.Control;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Api;

/// <summary>Conflicts about several fields that are decided as one, and those that nobody decides.</summary>
public sealed class ConflictRecordTests
{
    [Fact]
    public async Task Fields_that_are_decided_as_one_are_answered_as_one()
    {
        using var workspace = new Workspace();
        await using var rig = await ConflictRig.StartAsync(workspace, ConflictRig.Manual);
        await rig.Post("/api/partners/lotus/pause", "{}");
        workspace.Hub("UPDATE appointments SET start = '10:00', status = 'cancelled'");
        await Eventually.Holds(() => rig.Journal().Count == 5, "the hub's change is journaled");
        await ConflictRig.RingAsync(rig, """ "begin":"11:00" """);
        rig.Partner.Answer(503);
        await rig.Post("/api/partners/lotus/resume", "{}");
        await Eventually.Holds(() => rig.Engine.Store.Readers.Read(r => r.Reports.Conflict(3)) is not null, "both members are open");
        rig.Partner.Answer(200);

        await rig.Post("/api/conflicts/2/resolve", """{"winner":"lotus"}""");
        await Eventually.Holds(
            () => workspace.AskHub("SELECT start || status FROM appointments") == "11:00booked", "lotus' values stand");
        await ConflictRig.QuietAsync(rig);
        Assert.Equal(["phone"], ConflictRig.Mirror(rig).Held);
        Assert.Equal("resolved", (await ConflictRig.OneAsync(rig, 3)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_record_that_one_side_deleted_is_kept_or_goes_as_a_person_says()
    {
        using var workspace = new Workspace();
        await using var rig = await ConflictRig.StartAsync(workspace, ConflictRig.Manual);
        await rig.Ring("/webhook/lotus/shift", $$"""{"auth":"{{Workspace.Secret}}","uid":7,"kind":"gone","rev":2}""");
        await Eventually.Holds(() => rig.Engine.Store.Readers.Read(r => r.Reports.Conflict(2)) is not null, "it is open");
        await ConflictRig.QuietAsync(rig);
        Assert.Equal("*", (await ConflictRig.OneAsync(rig, 2)).GetProperty("field").GetString());
        Assert.Equal("2", ConflictRig.Phone(rig));
        Assert.True(ConflictRig.Mirror(rig).IsTombstone);

        await rig.Post("/api/conflicts/2/resolve", """{"winner":"hms"}""");
        await Eventually.Holds(() => ConflictRig.Mirror(rig).IsThere, "lotus has it again");
        Assert.Equal("\"2\"", ConflictRig.LotusPhone(rig));

        await rig.Post("/api/conflicts/2/revert", "{}");
        await Eventually.Holds(() => workspace.AskHub("SELECT count(*) FROM appointments") == "0", "the delete came back");
        await Eventually.Holds(() => rig.Outcomes()[^1] == "NotSent", "lotus wants no deletes, as its configuration says");
    }

    [Fact]
    public async Task After_the_hold_of_the_rule_its_then_decides()
    {
        using var workspace = new Workspace();
        await using var rig = await ConflictRig.StartAsync(workspace, """
            table: appointments
            rules: [{ field: phone, winner: manual, hold: 1s, then: partner }]
            clock: { max_skew: 1ms }
            """);
        var holds = new Holds(rig.Engine);
        await Eventually.HoldsAsync(
            async () =>
            {
                await holds.RunOnceAsync(ServerRig.Stop);
                return ConflictRig.Phone(rig) == "3";
            },
            "the partner's stands");
        var row = await ConflictRig.OneAsync(rig);
        Assert.Equal((ConflictDesk.Decided, "lotus"), (row.GetProperty("state").GetString(), row.GetProperty("winner").GetString()));
        await rig.Post("/api/conflicts/1/revert", "{}");
        await Eventually.Holds(() => ConflictRig.Phone(rig) == "2", "a person may still put it back");
    }
}
