using FsCheck;
using FsCheck.Fluent;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Resolve;
using Xunit;

namespace HmsSync.Tests.Resolve;

/// <summary>What holds of the rules themselves, whoever asks them, in whatever order.</summary>
public sealed class RuleAlgebraTests
{
    private static readonly Participant[] All = [Participant.Hub, new("a"), new("b"), new("c")];

    private static readonly Gen<Stamp> Stamps
        = from start in Gen.Choose(0, 12)
          from length in Gen.Choose(0, 3)
          select new Stamp(start * 1_000_000L, (start + length) * 1_000_000L);

    private static readonly Gen<TimeSpan> Skews = Gen.Choose(0, 3).Select(s => TimeSpan.FromSeconds(s));

    private static readonly Gen<(Stamp A, Stamp B, Stamp C, TimeSpan Skew)> Times
        = from stamps in Stamps.ArrayOf(3)
          from skew in Skews
          select (stamps[0], stamps[1], stamps[2], skew);

    [Fact]
    public void A_clamp_brings_nothing_before_what_was_later_and_twice_is_as_once()
        => Holds(Times, t =>
        {
            var latest = new EventTime(t.C.To);
            var clamped = t.A.NotAfter(latest);
            return clamped == clamped.NotAfter(latest)
                && (t.A.Compare(t.B, TimeSpan.Zero) != Order.Earlier
                    || clamped.Compare(t.B.NotAfter(latest), TimeSpan.Zero) != Order.Later);
        });

    [Fact]
    public void Which_of_two_came_last_does_not_depend_on_which_is_the_hubs()
        // Commutative: where times decide, whoever has the time wins on either side.
        => Holds(Times, t => new[] { WinnerRule.LatestChange, WinnerRule.EarliestChange }.All(rule =>
            t.A.Compare(t.B, t.Skew) == Order.Undecided || Of(rule, t.A, t.B, t.Skew).IsHub != Of(rule, t.B, t.A, t.Skew).IsHub));

    [Fact]
    public void Of_three_who_wrote_at_clear_times_the_same_wins_in_whatever_order_they_meet()
        // Associative: the winner of two against the third is the winner of all.
        => Holds(Times, t => !AreClear(t)
            || new[]
            {
                Last(Last(t.A, t.B, t.Skew), t.C, t.Skew),
                Last(t.A, Last(t.B, t.C, t.Skew), t.Skew),
                Last(t.C, Last(t.B, t.A, t.Skew), t.Skew),
            }
                .Distinct().Count() == 1);

    [Fact]
    public void A_list_is_a_total_order_whatever_the_times()
        => Holds(
            from times in Times
            from order in Gen.Shuffle(All)
            from count in Gen.Choose(0, All.Length)
            select (times, List: order.Take(count).ToArray()),
            c => All.Where(who => !who.IsHub).All(partner =>
            {
                var winner = Verdict.Of(
                    new MergeRule([], WinnerRule.Authority) { Authority = c.List }, new ClockPlan(c.times.Skew, InsideRule.Hub),
                    HubStamp.At(c.times.A), c.times.B, partner).Winner;
                var (own, hubs) = (Rank(c.List, partner), Rank(c.List, Participant.Hub));
                return winner == (own < hubs ? partner : Participant.Hub);
            }));

    private static int Rank(Participant[] list, Participant who) => Array.IndexOf(list, who) is >= 0 and var at ? at : int.MaxValue;

    private static bool AreClear((Stamp A, Stamp B, Stamp C, TimeSpan Skew) t)
        => t.A.Compare(t.B, t.Skew) != Order.Undecided && t.B.Compare(t.C, t.Skew) != Order.Undecided
            && t.A.Compare(t.C, t.Skew) != Order.Undecided;

    private static Stamp Last(Stamp hub, Stamp theirs, TimeSpan skew)
        => Of(WinnerRule.LatestChange, hub, theirs, skew).IsHub ? hub : theirs;

    private static Participant Of(WinnerRule rule, Stamp hub, Stamp theirs, TimeSpan skew)
        => Verdict.Of(new MergeRule([], rule), new ClockPlan(skew, InsideRule.Hub), HubStamp.At(hub), theirs, All[1]).Winner!.Value;

    private static void Holds<T>(Gen<T> cases, Func<T, bool> property)
        => Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3_000).WithQuietOnSuccess(true), Prop.ForAll(cases.ToArbitrary(), property));
}
