using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Deliver;
using Xunit;

namespace HmsSync.Tests.Deliver;

public sealed class AnswerScrubTests
{
    private static readonly PartnerPlan Partner = new(new Participant("lotus"))
    {
        Auth = new AuthPlan(AuthKind.Basic, "hms", [new Secret("s3 \"cret"), new Secret("0lder")]),
        Verify = new VerifyPlan(VerifyScheme.HeaderToken, "X-Token", [new Secret("d00rbell")]),
    };

    [Theory]
    [InlineData("plain s3 \"cret here", "plain *** here")]
    [InlineData("in json s3 \\u0022cret here", "in json *** here")]
    [InlineData("in a url s3%20%22cret here", "in a url *** here")]
    [InlineData("aG1zOnMzICJjcmV0", "***")]
    [InlineData("an older one: 0lder", "an older one: ***")]
    [InlineData("a doorbell's: d00rbell", "a doorbell's: ***")]
    [InlineData("authorization: bearer eyJ.abc-_~+/= end", "authorization: bearer *** end")]
    [InlineData("nothing of ours", "nothing of ours")]
    public void Secrets_do_not_stand_in_the_log(string answer, string kept)
        => Assert.Equal(kept, Encoding.UTF8.GetString(AnswerScrub.Of(Partner, Encoding.UTF8.GetBytes(answer)).Span));

    [Fact]
    public void A_long_answer_is_cut()
        => Assert.InRange(AnswerScrub.Of(Partner, Encoding.ASCII.GetBytes(new string('a', 1_000_000))).Length, 1, AnswerScrub.Most);

    [Fact]
    public void A_cut_through_a_secret_leaves_no_part_of_it()
    {
        var answer = new string('a', AnswerScrub.Most - 5) + "d00rbell";
        var kept = Encoding.UTF8.GetString(AnswerScrub.Of(Partner, Encoding.ASCII.GetBytes(answer)).Span);
        Assert.DoesNotContain("d00r", kept, StringComparison.Ordinal);
    }
}
