using HmsSync.Hosting;
using HmsSync.Hosting.Control;
using HmsSync.Lanes;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Records;

/// <summary>A calendar that makes its own ids, at a hub whose keys are uuids.</summary>
public sealed class OwnKeysTests
{
    private const string Ten = "2030-01-07T10:00:00Z";

    private const string NoRoom = """
        table: appointments
        rules: [{ field: "*", winner: latest_change }]
        clock: { max_skew: 1ms }
        claims: [{ name: one family per slot, same: [start] }]
        """;

    [Fact]
    public async Task What_is_born_there_gets_a_uuid_here_and_is_one_record()
    {
        await using var rig = await ClinicRig.StartAsync(ownIds: true, poll: "20ms");
        await rig.ClerkAsync("", $$"""{"begin":"{{Ten}}","title":"Anna"}""");
        await Eventually.Holds(() => rig.Ask("SELECT title FROM appointments") == "Anna", "the hub has it");
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", rig.Ask("SELECT id FROM appointments")!);

        rig.Hub("UPDATE appointments SET title = 'Anna, moved'");
        await Eventually.HoldsAsync(
            async () => (await rig.AtTheClinicAsync()).Select(a => $"{a!["title"]}").SequenceEqual(["Anna, moved"]), "the clinic has it");
        await rig.OutcomesAsync();
        Assert.Equal("1", rig.Ask("SELECT count(*) FROM appointments"));
        Assert.Equal(rig.Ask("SELECT id FROM appointments"), $"{(await rig.AtTheClinicAsync())[0]!["ref"]}");
    }

    // Invariant 6
    [Fact]
    public async Task Where_nothing_says_cancelled_the_loser_is_taken_away_there_and_can_be_put_back()
    {
        await using var rig = await ClinicRig.StartAsync(ownIds: true, poll: "20ms", conflicts: NoRoom);
        rig.Hub($"INSERT INTO appointments VALUES ('here', '{Ten}', 'WIC')");
        await Eventually.Holds(() => rig.Delivered() == 1, "the clinic has it");
        await rig.ClerkAsync("", $$"""{"begin":"{{Ten}}","title":"Anna"}""");
        await Eventually.HoldsAsync(async () => (await rig.ConflictsAsync()).Count == 1, "it has lost");
        await Eventually.HoldsAsync(
            async () => (await rig.AtTheClinicAsync()).Select(a => $"{a!["title"]}").SequenceEqual(["WIC"]), "it is taken away");
        await rig.OutcomesAsync();
        Assert.Equal("1", rig.Ask("SELECT count(*) FROM appointments"));

        var row = Assert.Single(await rig.ConflictsAsync());
        Assert.Equal(("decided", "hms", "Anna"), ($"{row["state"]}", $"{row["winner"]}", $"{row["values"]!["clinic"]!["title"]}"));
        using var control = new EngineControl(rig.Engine);
        Assert.Equal(ConflictEndKind.Taken, (await control.Review.RevertAsync(row["id"]!.GetValue<long>(), "anna")).Kind);
        await Eventually.Holds(() => rig.Ask("SELECT count(*) FROM appointments WHERE title = 'Anna'") == "1", "it is back in the hub");
        await Eventually.HoldsAsync(async () => (await rig.AtTheClinicAsync()).Count == 2, "and there");
    }

    // Invariants 4 and 11
    [Fact]
    public async Task A_loser_that_is_edited_before_it_is_taken_away_loses_once_more_and_goes()
    {
        await using var rig = await ClinicRig.StartAsync(ownIds: true, conflicts: NoRoom);
        rig.Hub($"INSERT INTO appointments VALUES ('here', '{Ten}', 'WIC')");
        await Eventually.Holds(() => rig.Delivered() == 1, "the clinic has it");
        var toClinic = rig.Engine.Lanes.Single(lane => !lane.Plan.Participant.IsHub);
        await toClinic.PauseAsync(new LanePause("test", LanePause.Engine, default, "a test"));
        var booked = await rig.ClerkAsync("", $$"""{"begin":"{{Ten}}","title":"Anna"}""");
        await rig.DoorbellAsync("hint", $$"""{"id":"{{booked!["id"]}}"}""");
        await Eventually.HoldsAsync(async () => (await rig.ConflictsAsync()).Count == 1, "it has lost");

        await rig.ClerkAsync($"/{booked["id"]}/change", """{"title":"Anna and Bea"}"""); // nobody rings
        await toClinic.PauseAsync(null);
        await Eventually.HoldsAsync(
            async () => (await rig.AtTheClinicAsync()).Select(a => $"{a!["title"]}").SequenceEqual(["WIC"]), "it is taken away");
        await rig.OutcomesAsync();
        Assert.Equal(["Anna", "Anna and Bea"], (await rig.ConflictsAsync()).Select(c => $"{c["values"]!["clinic"]!["title"]}").Order());
        Assert.Equal("1", rig.Ask("SELECT count(*) FROM appointments"));
    }

    [Fact]
    public async Task Where_a_person_decides_it_stays_out_until_then()
    {
        await using var rig = await ClinicRig.StartAsync(
            ownIds: true,
            poll: "20ms",
            conflicts: NoRoom.Replace("same: [start]", "same: [start], winner: manual", StringComparison.Ordinal));
        rig.Hub($"INSERT INTO appointments VALUES ('here', '{Ten}', 'WIC')");
        await Eventually.Holds(() => rig.Delivered() == 1, "the clinic has it");
        await rig.ClerkAsync("", $$"""{"begin":"{{Ten}}","title":"Anna"}""");
        await Eventually.HoldsAsync(async () => (await rig.ConflictsAsync()).Count == 1, "it is open");
        await rig.OutcomesAsync();
        Assert.Equal(("1", 2), (rig.Ask("SELECT count(*) FROM appointments"), (await rig.AtTheClinicAsync()).Count));

        Assert.Equal(200, await rig.ResolveAsync((await rig.ConflictsAsync())[0]["id"]!.GetValue<long>(), "clinic"));
        await Eventually.Holds(() => rig.Ask("SELECT count(*) FROM appointments WHERE title = 'Anna'") == "1", "it is in the hub");
        await rig.OutcomesAsync();
        Assert.Equal(2, (await rig.AtTheClinicAsync()).Count);
    }
}
