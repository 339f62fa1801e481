using System.Globalization;
using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Diagnostics;
using HmsSync.Hubs;
using HmsSync.Lanes.Claims;
using HmsSync.Resolve;
using HmsSync.Resolve.Claims;
using Xunit;

namespace HmsSync.Tests.Lanes.Claims;

/// <summary>Who must leave a place finds no other one that is taken: seed 6110 of the races left two in one slot.</summary>
public sealed class ClaimLeaversTests
{
    private static readonly ClaimPlan Slot = new("one family per slot", new Place("c.yml", 1, 1)) { Same = ["slot"] };
    private static readonly ClaimPlan Nurse = new("one family per nurse", new Place("c.yml", 5, 1)) { Same = ["nurse"] };
    private static readonly ClaimPlan Both = new("one family per slot and nurse", new Place("c.yml", 9, 1)) { Same = ["slot", "nurse"] };

    [Fact]
    public void Of_two_that_were_at_one_place_one_after_the_other_only_the_first_goes_back()
    {
        var winner = Booking(1, slot: 1);
        var leavers = Leavers([Slot], winner, Booking(2, slot: 1), Booking(3, slot: 1));
        leavers.Leave(Slot, Moved(2, slot: 1, from: 0, winner));
        leavers.Leave(Slot, Moved(3, slot: 1, from: 0, winner));
        Assert.Equal([2L], leavers.Writes.Select(write => Id(write.Key)));
        Assert.Equal([(2L, false), (3L, true)], leavers.Conflicts.Select(row => (Id(row.Of), IsOpen: row.Winner is null)));
    }

    [Fact]
    public void Where_one_has_left_that_went_before_another_may_go_back()
    {
        var winner = Booking(1, slot: 1);
        var leavers = Leavers([Slot], winner, Booking(2, slot: 0), Booking(3, slot: 1));
        leavers.Leave(Slot, new Leaving(Booking(2, slot: 0), winner, Participant.Hub));
        leavers.Leave(Slot, Moved(3, slot: 1, from: 0, winner));
        Assert.Equal([(2L, HubWriteKind.Delete), (3L, HubWriteKind.Update)], leavers.Writes.Select(w => (Id(w.Key), w.Kind)));
    }

    [Fact]
    public void A_place_that_another_claim_has_given_away_is_not_free()
    {
        var winner = Booking(1, slot: 1, nurse: 7);
        var leavers = Leavers([Slot, Both], winner, Booking(2, slot: 1, nurse: 5), Booking(4, slot: 0, nurse: 5));
        leavers.Leave(Slot, Moved(2, slot: 1, from: 0, winner, nurse: 5));
        Assert.Empty(leavers.Writes);
        Assert.Null(Assert.Single(leavers.Conflicts).Winner);
    }

    [Fact]
    public void Who_has_lost_two_places_is_written_once_and_is_out_of_both()
    {
        var winner = Booking(1, slot: 1, nurse: 5);
        var leavers = Leavers([Slot, Nurse, Both], winner, Booking(2, slot: 1, nurse: 5));
        leavers.Leave(Slot, Moved(2, slot: 1, from: 0, winner, nurse: 5));
        leavers.Leave(Both, Moved(2, slot: 1, from: 0, winner, nurse: 5));
        Assert.Equal([Slot.Name], leavers.Conflicts.Select(row => row.Claim)); // gone from both by the first
        var moved = new Leaving(
            Booking(2, slot: 1, nurse: 5) with { Was = """{"nurse":6}"""u8.ToArray() }, winner, Participant.Hub);
        leavers.Leave(Nurse, moved);
        Assert.Equal([Slot.Name, Nurse.Name], leavers.Conflicts.Select(row => row.Claim));
        Assert.Equal("""{"slot":0,"nurse":6}""", Encoding.UTF8.GetString(Assert.Single(leavers.Writes).Fields.Span));
    }

    private static ClaimLeavers Leavers(IReadOnlyList<ClaimPlan> plans, params Claimant[] table)
        => new(new ClaimsOfTable("appointments", plans, ClockPlan.Default, null!), new Rows(plans, table));

    private static Leaving Moved(int id, int slot, int from, Claimant winner, int nurse = 0)
        => new(Booking(id, slot, nurse) with { Was = Encoding.UTF8.GetBytes($$"""{"slot":{{from}}}""") }, winner, Participant.Hub);

    private static Claimant Booking(int id, int slot, int nurse = 0) => new(
        new RecordKey($$"""{"id":{{id}}}"""),
        Encoding.UTF8.GetBytes($$"""{"id":{{id}},"slot":{{slot}},"nurse":{{nurse + (nurse == 0 ? 100 * id : 0)}}}"""),
        Stamp.At(new EventTime(id)),
        new Seq(id),
        Participant.Hub);

    private static long Id(RecordKey key) => long.Parse(key.Json["{\"id\":".Length..^1], CultureInfo.InvariantCulture);

    /// <summary>A table of the hub that holds these.</summary>
    private sealed class Rows(IReadOnlyList<ClaimPlan> plans, IReadOnlyList<Claimant> table) : IHubRows
    {
        public IReadOnlyList<HubRow> Wanting(ClaimSearch wanted, int most)
        {
            Assert.Contains(plans, plan => plan.Name == wanted.Claim);
            return
            [
                .. table.Where(row => row.Key != wanted.Except && wanted.Same.All(same =>
                    JsonFields.Find(row.Fields.Span, same.Column).SequenceEqual(same.Json.Span)))
                    .Select(row => new HubRow(row.Key, row.Fields)).Take(most),
            ];
        }
    }
}
