using HmsSync.Changes;
using HmsSync.Lanes.Meetings;
using Xunit;

namespace HmsSync.Tests.Lanes.Meetings;

public sealed class MatchIndexTests
{
    private static readonly RecordKey First = new("""{"id":1}""");

    [Theory]
    [InlineData(1, 1, true, false)]
    [InlineData(2, 1, false, true)]
    [InlineData(1, 2, false, true)]
    [InlineData(2, 2, false, true)]
    [InlineData(2, 0, false, false)]
    [InlineData(0, 2, false, false)]
    public void One_and_one_are_one_and_more_nobody_can_tell(int hub, int partner, bool isOne, bool isUnclear)
    {
        var index = new MatchIndex();
        for (var i = 0; i < hub; i++)
        {
            Assert.True(index.AddHub(7, i == 0 ? First : new RecordKey($$"""{"id":{{i + 1}}}""")));
        }

        for (var i = 0; i < partner; i++)
        {
            index.AddPartner(7);
        }

        var matched = index.Of(7);
        Assert.Equal((isOne, isUnclear), (matched.Key == First, matched.IsUnclear));
        Assert.Equal(Matched.Nothing, index.Of(8));
    }

    // Invariant 11
    [Fact]
    public void It_takes_no_more_than_its_bound()
    {
        var index = new MatchIndex();
        for (var i = 0; i < MatchIndex.Most; i++)
        {
            Assert.True(index.AddHub((UInt128)i, First));
        }

        Assert.False(index.AddHub(7, First));
    }
}
