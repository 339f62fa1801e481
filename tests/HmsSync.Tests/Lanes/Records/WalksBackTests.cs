using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Lanes.Records;
using HmsSync.Sdk;
using HmsSync.Tests.Hubs.Sqlite;
using Xunit;

namespace HmsSync.Tests.Lanes.Records;

public sealed class WalksBackTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    private readonly HandClock _clock = new();
    private readonly Judgements _judgements = new();
    private readonly WalksBack _walks;

    public WalksBackTests() => _walks = new WalksBack(_clock, Deadline);

    // Invariant 11
    [Fact]
    public void Only_what_was_read_and_found_to_be_another_record_counts()
    {
        var owed = Owed(7);
        _walks.IsUnknown(owed);
        Assert.Equal(0, _walks.Count(owed));
        _walks.Looked(owed, revision: 1, Report());
        _walks.Looked(owed, revision: 2, Report());
        Assert.Equal(2, _walks.Count(owed));
        Assert.Equal(0, _walks.Count(Owed(8)));
        _walks.Ended(owed.PartnerSeq);
        Assert.Equal(0, _walks.Count(owed));
    }

    [Fact]
    public void It_is_being_judged_until_the_link_has_moved_on()
    {
        var owed = Owed(7);
        _walks.Looked(owed, revision: 3, Report());
        Assert.True(_walks.IsBeingJudged(owed, LinkRow.None with { Revision = 3 }));
        Assert.False(_walks.IsBeingJudged(owed, LinkRow.None with { Revision = 4 }));
    }

    // Invariant 4
    [Fact]
    public void What_the_hub_passed_over_must_be_looked_at_again()
    {
        var (owed, link) = (Owed(7), LinkRow.None with { Revision = 3 });
        _walks.Looked(owed, revision: 3, Report());
        Assert.False(_walks.IsUnmoved(owed, link));
        _judgements.Passed(0, "t", Key);
        Assert.False(_walks.IsBeingJudged(owed, link));
        Assert.True(_walks.IsUnmoved(owed, link));
        Assert.False(_walks.IsUnmoved(owed, link with { Revision = 4 }));
    }

    // Invariant 11
    [Fact]
    public void Only_what_came_to_nothing_again_and_again_counts_as_unmoved()
    {
        var (owed, link) = (Owed(7), LinkRow.None with { Revision = 3 });
        for (var report = 1; report <= WalksBack.Most; report++)
        {
            _walks.Looked(owed, revision: 3, Report());
            Assert.Equal(0, _walks.Unmoved(owed, link));
            _judgements.Passed(0, "t", Key);
            Assert.Equal(report, _walks.Unmoved(owed, link));
        }

        Assert.Equal(0, _walks.Unmoved(owed, link with { Revision = 4 }));
        _walks.Looked(owed, revision: 4, Report());
        _judgements.Passed(0, "t", Key);
        Assert.Equal(1, _walks.Unmoved(owed, link with { Revision = 4 }));
    }

    [Fact]
    public void What_was_looked_at_and_is_nobodys_to_judge_is_not_looked_at_again()
    {
        var (owed, link) = (Owed(7), LinkRow.None with { Revision = 3 });
        _walks.Looked(owed, revision: 3, Report());
        _judgements.Passed(0, "t", Key);
        _walks.LookedInTurn(owed);
        Assert.False(_walks.IsUnmoved(owed, link));
        Assert.False(_walks.IsBeingJudged(owed, link));
        Assert.Equal(2, _walks.Count(owed));
    }

    [Fact]
    public void Nobody_is_told_of_a_judgement_after_the_delivery_has_ended()
    {
        var owed = Owed(7);
        var report = Report();
        _walks.Looked(owed, revision: 1, report);
        _walks.Ended(owed);
        _judgements.Passed(0, "t", Key);
        Assert.False(report.IsPassed);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_call_of_unknown_outcome_is_not_made_again_unless_that_is_safe(bool isSafe, bool mustLook)
    {
        var owed = Owed(7);
        Assert.False(_walks.MustLook(owed, isSafe));
        _walks.IsUnknown(owed);
        Assert.Equal(mustLook, _walks.MustLook(owed, isSafe));
        _walks.Looked(owed, revision: 1, Report());
        Assert.False(_walks.MustLook(owed, isSafe));
    }

    // Invariant 4
    [Fact]
    public void A_call_of_an_earlier_life_is_given_its_time_to_arrive()
    {
        var (owed, fresh) = (Owed(7, mayHaveGone: true), Owed(8));
        Assert.Equal(TimeSpan.Zero, _walks.OnItsWay(fresh, isSafe: false));
        Assert.Equal(TimeSpan.Zero, _walks.OnItsWay(owed, isSafe: true));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(2), _walks.OnItsWay(owed, isSafe: false));
        _walks.IsUnknown(owed); // by a call of this life, which has ended
        Assert.Equal(TimeSpan.Zero, _walks.OnItsWay(owed, isSafe: false));
        _walks.Ended(owed);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, _walks.OnItsWay(owed, isSafe: false));
    }

    private static RecordKey Key => new("""{"id":1}""");

    private Judgements.Judgement Report() => _judgements.Open(0, "t", Key);

    private static OwedEvent Owed(long seq, bool mayHaveGone = false)
        => new(new PartnerSeq(seq), ChangeOp.Update, null!, Replay: false, mayHaveGone);
}
