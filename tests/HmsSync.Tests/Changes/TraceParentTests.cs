using HmsSync.Changes;
using HmsSync.Lanes;
using Xunit;

namespace HmsSync.Tests.Changes;

public sealed class TraceParentTests
{
    private const string Good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(Good, Good)]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future", Good)]
    [InlineData(Good + "-more", null)]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.what", null)]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null)]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", null)]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01", null)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", null)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", null)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01", null)]
    [InlineData("garbage", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_header_is_taken_as_the_standard_says_or_not_at_all(string? header, string? taken)
        => Assert.Equal(taken, TraceParent.Read(header));

    [Fact]
    public void What_came_with_a_trace_goes_on_with_it_and_in_a_span_of_its_own()
    {
        var sent = new TraceIds("e").Of(new Seq(7), Good, 1, new PartnerSeq(3));
        Assert.Equal(sent, TraceParent.Read(sent));
        Assert.Equal(Good[..35], sent[..35]);
        Assert.NotEqual(Good[36..52], sent[36..52]);
        Assert.NotEqual(sent, new TraceIds("e").Of(new Seq(7), Good, 2, new PartnerSeq(3)));
    }

    [Fact]
    public void What_came_without_one_has_one_of_its_own()
    {
        var sent = new TraceIds("e").Of(new Seq(7), null, 1, new PartnerSeq(3));
        Assert.Equal(sent, TraceParent.Read(sent));
        Assert.Equal(sent[..35], new TraceIds("e").Of(new Seq(7), null, 2, new PartnerSeq(9))[..35]);
        Assert.NotEqual(sent[..35], new TraceIds("e").Of(new Seq(8), null, 1, new PartnerSeq(3))[..35]);
        Assert.NotEqual(sent[..35], new TraceIds("f").Of(new Seq(7), null, 1, new PartnerSeq(3))[..35]);
    }
}
