using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Lanes.Records;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Lanes.Records;

public sealed class WalksBackTests
{
    private readonly WalksBack _walks = new();

    // Invariant 11
    [Fact]
    public void Only_what_was_read_and_found_to_be_another_record_counts()
    {
        var owed = Owed(7);
        _walks.IsUnknown(owed);
        Assert.Equal(0, _walks.Count(owed));
        _walks.Looked(owed, revision: 1);
        _walks.Looked(owed, revision: 2);
        Assert.Equal(2, _walks.Count(owed));
        Assert.Equal(0, _walks.Count(Owed(8)));
        _walks.Ended(owed.PartnerSeq);
        Assert.Equal(0, _walks.Count(owed));
    }

    [Fact]
    public void It_is_being_judged_until_the_link_has_moved_on()
    {
        var owed = Owed(7);
        _walks.Looked(owed, revision: 3);
        Assert.True(_walks.IsBeingJudged(owed, LinkRow.None with { Revision = 3 }));
        Assert.False(_walks.IsBeingJudged(owed, LinkRow.None with { Revision = 4 }));
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
        _walks.Looked(owed, revision: 1);
        Assert.False(_walks.MustLook(owed, isSafe));
    }

    private static OwedEvent Owed(long seq) => new(new PartnerSeq(seq), ChangeOp.Update, null!, Replay: false, MayHaveGone: false);
}
