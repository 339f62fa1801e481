using System.Net;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Api;

/// <summary>What a partner sends may be a part of the record: a newer part does not stand for an older one that says more.</summary>
public sealed class InboundParkedTests
{
    private const string RefuseBadPhones = """
        INSERT INTO appointments(id, status, start, phone) VALUES(1, 'booked', '09:00', '1');
        CREATE TRIGGER no_bad_phone BEFORE UPDATE ON appointments WHEN NEW.phone = 'bad' BEGIN SELECT RAISE(ABORT, 'bad'); END
        """;

    [Fact]
    public async Task A_part_that_is_parked_stays_when_a_newer_one_does_not_cover_it_and_can_still_be_driven()
    {
        // Invariant 1: the fields that only the parked one holds are not lost.
        await using var rig = await Started();
        var id = await Park(rig, """ "tel":"bad","begin":"10:00","state":"B" """);
        await Ring(rig, """ "state":"C" """);
        await Eventually.Holds(() => Record(rig) == "cancelled 09:00 1", "the newer part is applied");
        await Settled(rig, 2);
        Assert.Equal([id], await rig.Parked(1));

        rig.Workspace.Hub("DROP TRIGGER no_bad_phone");
        await rig.Post("/api/parked/redrive", $$"""{"ids":[{{id}}]}""");

        // Invariant 2: of what the newer part says too, the older value does not come back.
        await Eventually.Holds(() => Record(rig) == "cancelled 10:00 bad", "the rest of the older part is applied");
        await rig.Parked(0);
    }

    [Fact]
    public async Task A_part_that_is_parked_is_closed_by_a_newer_one_that_covers_it()
    {
        await using var rig = await Started();
        await Park(rig, """ "tel":"bad","begin":"10:00" """);
        await Ring(rig, """ "tel":"2","begin":"11:00","state":"C" """);
        await Eventually.Holds(() => Record(rig) == "cancelled 11:00 2", "the newer part is applied");
        await rig.Parked(0);
        Assert.Contains("Superseded", rig.Outcomes());
    }

    [Fact]
    public async Task A_parked_part_of_which_newer_ones_have_said_everything_ends_as_superseded_when_it_is_driven()
    {
        await using var rig = await Started();
        var id = await Park(rig, """ "tel":"bad","begin":"10:00" """);
        await Ring(rig, """ "tel":"2" """);
        await Ring(rig, """ "begin":"11:00" """);
        await Eventually.Holds(() => Record(rig) == "booked 11:00 2", "both are applied");
        await rig.Post("/api/parked/redrive", $$"""{"ids":[{{id}}]}""");
        await Eventually.Holds(() => rig.Engine.Lanes.Single(lane => lane.Plan.Name == "hms/lotus").View.Lag == 0, "it has ended");
        Assert.Contains("Superseded", rig.Outcomes());
        await rig.Parked(0);
        Assert.Equal("booked 11:00 2", Record(rig));
    }

    private static async Task<ServerRig> Started()
    {
        var rig = await ServerRig.StartAsync();
        rig.Workspace.Hub(RefuseBadPhones);
        await rig.NextPush();
        await Settled(rig, 0);
        return rig;
    }

    private static async Task<long> Park(ServerRig rig, string fields)
    {
        await Ring(rig, fields);
        return (await rig.Parked(1))[0];
    }

    private static async Task Ring(ServerRig rig, string fields)
    {
        var answer = await rig.Ring("/webhook/lotus/slot", $$"""{"auth":"{{Workspace.Secret}}","uid":1,{{fields}}}""");
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
    }

    /// <summary>So many deliveries to the hub have ended, and nothing is owed.</summary>
    private static Task Settled(ServerRig rig, int toHub)
        => Eventually.Holds(
            () => rig.Engine.Lanes.All(lane => lane.View.Lag == 0)
                && rig.Engine.Lanes.Single(lane => lane.Plan.Name == "hms/lotus").View.Counts.Low.Value >= toHub,
            "everything has ended");

    private static string? Record(ServerRig rig)
        => rig.Workspace.AskHub("SELECT status || ' ' || start || ' ' || phone FROM appointments WHERE id = 1");
}
