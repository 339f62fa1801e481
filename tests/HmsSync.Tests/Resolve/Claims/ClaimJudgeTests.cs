using System.Globalization;
using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Diagnostics;
using HmsSync.Resolve;
using HmsSync.Resolve.Claims;
using HmsSync.Seams;
using Xunit;

namespace HmsSync.Tests.Resolve.Claims;

public sealed class ClaimJudgeTests
{
    private static readonly ClaimPlan Slot = new("one family per slot", new Place("c.yml", 1, 1))
    {
        Same = ["clinic"],
        Overlap = new SpanFields("start", "end"),
        Unless = [new FieldValue("status", "\"cancelled\""u8.ToArray())],
    };

    [Fact]
    public void Who_came_first_stays_and_who_comes_too_late_goes()
    {
        var (first, second) = (Booking(1, 10, 11, at: 100, seq: 1), Booking(2, 10, 11, at: 200));
        Assert.Equal((ClaimVerdictKind.Loses, first), Kind(Judge().Judge(second, [first])));
        var verdict = Judge().Judge(first with { Seq = default }, [second with { Seq = new Seq(9) }]);
        Assert.Equal([2L], verdict.Losers.Select(l => Id(l.Key)));
    }

    [Theory]
    [InlineData(10, 11, 11, 12, true)] // touching is free
    [InlineData(10, 12, 11, 13, false)]
    [InlineData(10, 13, 11, 12, false)]
    [InlineData(8, 9, 10, 11, true)]
    public void Only_what_overlaps_is_one_place(int start, int end, int otherStart, int otherEnd, bool free)
        => Assert.Equal(free, SpanOrder.IsSamePlace(
            Slot, Booking(1, start, end, 1).Fields.Span, Booking(2, otherStart, otherEnd, 2).Fields.Span) is false);

    [Fact]
    public void Two_of_one_side_are_ordered_by_its_own_numbers_whatever_the_clocks_say()
    {
        var (first, second) = (Booking(1, 10, 11, at: 900, seq: 3), Booking(2, 10, 11, at: 100, seq: 4));
        Assert.Equal([2L], Judge().Judge(first, [second]).Losers.Select(l => Id(l.Key)));
        Assert.Equal((ClaimVerdictKind.Loses, first), Kind(Judge().Judge(second, [first])));
    }

    [Fact]
    public void Too_close_to_tell_the_one_in_the_hub_stays_or_a_person_decides()
    {
        var there = Booking(1, 10, 11, at: 101, seq: 7);
        var comes = Booking(2, 10, 11, at: 100) with { Source = new Participant("clinic") };
        Assert.Equal(ClaimVerdictKind.Loses, Judge(Slot, InsideRule.Hub).Judge(comes, [there]).Kind);
        Assert.Equal(ClaimVerdictKind.Open, Judge(Slot, InsideRule.Manual).Judge(comes, [there]).Kind);
    }

    [Fact]
    public void What_was_there_before_the_claim_stands_whoever_comes()
    {
        var old = Booking(1, 10, 11, at: 0) with { IsOld = true };
        Assert.Equal((ClaimVerdictKind.Loses, old), Kind(Judge().Judge(Booking(2, 10, 11, at: 1), [old])));
    }

    [Fact]
    public void The_latest_wins_where_the_claim_says_so()
    {
        var (first, second) = (Booking(1, 10, 11, at: 100, seq: 1), Booking(2, 10, 11, at: 200));
        var verdict = Judge(Slot with { Winner = WinnerRule.LatestChange }).Judge(second, [first]);
        Assert.Equal([1L], verdict.Losers.Select(l => Id(l.Key)));
    }

    [Fact]
    public void A_person_decides_where_the_claim_says_so()
        => Assert.Equal(ClaimVerdictKind.Open, Judge(Slot with { Winner = WinnerRule.Manual })
            .Judge(Booking(2, 10, 11, at: 200), [Booking(1, 10, 11, at: 100, seq: 1)]).Kind);

    [Fact]
    public void Two_that_do_not_meet_leave_room_for_one_over_both_where_two_may_stand()
    {
        var two = Slot with { Capacity = 2 };
        Claimant[] apart = [Booking(1, 10, 11, at: 1, seq: 1), Booking(2, 11, 12, at: 2, seq: 2)];
        Assert.Equal(ClaimVerdictKind.Gets, Judge(two).Judge(Booking(3, 10, 12, at: 3), apart).Kind);
        Claimant[] together = [.. apart, Booking(4, 11, 12, at: 2, seq: 3)];
        Assert.Equal(ClaimVerdictKind.Loses, Judge(two).Judge(Booking(3, 10, 12, at: 3), together).Kind);
    }

    [Fact]
    public void The_record_says_how_many_may_stand()
    {
        var counted = Slot with { CapacityField = "seats" };
        Claimant[] there = [Booking(1, 10, 11, at: 1, seq: 1), Booking(2, 10, 11, at: 2, seq: 2)];
        Assert.Equal(ClaimVerdictKind.Gets, Judge(counted).Judge(Booking(3, 10, 11, at: 3, seats: 3), there).Kind);
        Assert.Equal(ClaimVerdictKind.Loses, Judge(counted).Judge(Booking(3, 10, 11, at: 3, seats: 2), there).Kind);
    }

    // The promise of a claim: in whatever order they come, no more than the capacity stay, and who stays was not the later one.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void In_whatever_order_they_come_no_more_than_may_stand_remain(int capacity)
    {
        var random = new RandomSource(7);
        var judge = Judge(Slot with { Capacity = capacity });
        for (var run = 0; run < 2_000; run++)
        {
            var standing = new List<Claimant>();
            for (var i = 1; i <= 8; i++)
            {
                var start = 8 + random.Next(4);
                var comes = Booking(i, start, start + 1 + random.Next(3), at: random.Next(100) * 100) with
                {
                    Source = new Participant(random.OneIn(2) ? "a" : "b"),
                };
                var rivals = standing.FindAll(s => SpanOrder.IsSamePlace(Slot, s.Fields.Span, comes.Fields.Span));
                var verdict = judge.Judge(comes, rivals);
                if (verdict.Kind == ClaimVerdictKind.Gets)
                {
                    Assert.All(verdict.Losers, loser => Assert.NotEqual(Order.Earlier, loser.Since.Compare(comes.Since, Skew)));
                    standing.RemoveAll(verdict.Losers.Contains);
                    standing.Add(comes with { Seq = new Seq(i) });
                }

                Assert.True(Fullest(standing) <= capacity, $"run {run}: {Fullest(standing)} of {capacity}");
            }
        }
    }

    private static readonly TimeSpan Skew = TimeSpan.FromMicroseconds(50);

    /// <summary>By looking at every hour, without the judge's own code.</summary>
    private static int Fullest(List<Claimant> standing)
        => Enumerable.Range(0, 24).Max(hour => standing.Count(s => Hour(s, "start") <= hour && hour < Hour(s, "end")));

    private static int Hour(Claimant booking, string field)
        => int.Parse(JsonFields.Find(booking.Fields.Span, field), CultureInfo.InvariantCulture);

    private static ClaimJudge Judge(ClaimPlan? plan = null, InsideRule inside = InsideRule.Hub)
        => new(plan ?? Slot, new ClockPlan(Skew, inside));

    private static Claimant Booking(int id, int start, int end, long at, long seq = 0, int seats = 1) => new(
        new RecordKey(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id}}}")),
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $$"""{"clinic":7,"start":{{start}},"end":{{end}},"status":"booked","seats":{{seats}}}""")),
        Stamp.At(new EventTime(at)),
        new Seq(seq),
        Participant.Hub);

    private static (ClaimVerdictKind Kind, Claimant? Winner) Kind(ClaimVerdict verdict) => (verdict.Kind, verdict.Winner);

    private static long Id(RecordKey key)
        => long.Parse(key.Json.AsSpan(6, key.Json.Length - 7), CultureInfo.InvariantCulture);
}
