using FsCheck;
using FsCheck.Fluent;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Resolve;
using Xunit;
using static HmsSync.Tests.Resolve.Scene;

namespace HmsSync.Tests.Resolve;

public sealed class VerdictTests
{
    private static readonly Participant[] All = [Participant.Hub, Lotus, new("wic"), new("hospital")];

    private static Config Runs => Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true);

    [Fact]
    public void Authority_orders_all_participants_and_the_hub_stands_where_nobody_is_listed()
        => Check.One(Runs, Prop.ForAll(Gen.Shuffle(All).SelectMany(p => Gen.Choose(0, 4).Select(n => p[..n])).ToArbitrary(), list =>
            All.Where(p => !p.IsHub).All(partner =>
            {
                var rank = Array.IndexOf(list, partner);
                var hub = Array.IndexOf(list, Participant.Hub);
                var partnerWins = rank >= 0 && (hub < 0 || rank < hub);
                return Judge(new MergeRule([], WinnerRule.Authority) { Authority = list }, partner)
                    == (partnerWins ? partner : Participant.Hub);
            })));

    [Theory]
    [InlineData(nameof(WinnerRule.LatestChange), "lotus_notes")]
    [InlineData(nameof(WinnerRule.EarliestChange), "hms")]
    [InlineData(nameof(WinnerRule.Hub), "hms")]
    [InlineData(nameof(WinnerRule.Partner), "lotus_notes")]
    [InlineData(nameof(WinnerRule.Authority), "hms")]
    public void When_a_person_had_time_enough_the_rule_behind_decides(string behind, string winner)
    {
        var rule = new MergeRule([], WinnerRule.Manual)
        {
            Authority = [Participant.Hub, Lotus],
            Hold = TimeSpan.FromHours(4),
            Then = Enum.Parse<WinnerRule>(behind),
        };
        Assert.Null(Judge(rule, Lotus));
        Assert.Equal(winner, Verdict.AfterHold(rule, ClockPlan.Default, Hub, Theirs, Lotus).Winner?.Name);
    }

    [Fact]
    public void After_a_hold_times_that_are_too_close_do_not_open_it_again()
    {
        var rule = new MergeRule([], WinnerRule.LatestChange) { Hold = TimeSpan.FromHours(4), Then = WinnerRule.LatestChange };
        var clock = new ClockPlan(TimeSpan.FromHours(1), InsideRule.Manual);
        Assert.Null(Verdict.Of(rule, clock, Hub, Theirs, Lotus).Winner);
        Assert.Equal(Participant.Hub, Verdict.AfterHold(rule, clock, Hub, Theirs, Lotus).Winner);
    }

    [Fact]
    public void A_rule_that_holds_for_ever_has_nothing_behind_it()
        => Assert.Throws<ArgumentException>(
            () => Verdict.AfterHold(new MergeRule([], WinnerRule.Manual), ClockPlan.Default, Hub, Theirs, Lotus));

    private static HubStamp Hub => HubStamp.At(new Stamp(Noon - Minute, Noon - Minute));

    private static Stamp Theirs => new(Noon, Noon);

    private static Participant? Judge(MergeRule rule, Participant partner)
        => Verdict.Of(rule, ClockPlan.Default, Hub, Theirs, partner).Winner;
}
