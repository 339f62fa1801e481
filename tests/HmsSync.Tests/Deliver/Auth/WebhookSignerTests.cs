using System.Text;
using HmsSync.Configuration;
using HmsSync.Deliver.Auth;
using Xunit;

namespace HmsSync.Tests.Deliver.Auth;

public sealed class WebhookSignerTests
{
    private const string A = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string C = "whsec_plJ3nmyCDGBKInavdOK15jsl";

    [Theory]
    [InlineData( // in the tests of seven of the reference libraries
        A, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}""", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData( // the same without its prefix
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}""",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData( // in the docs of Svix
        C, "msg_loFOjxBNrRLzqYUf", 1731705121, """{"event_type":"ping","data":{"success":true}}""",
        "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=")]
    public void Published_vectors_come_out(string secret, string id, long at, string body, string signature)
        => Assert.Equal(signature, Sign([secret], id, at, body));

    [Fact]
    public void Every_live_secret_signs()
    {
        const string body = """{"test": 2432232314}""";
        var both = Sign([C, A], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body).Split(' ');

        Assert.Equal(2, both.Length);
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", both[1]);
        Assert.NotEqual(both[0], both[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_s3cret?")]
    [InlineData("whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==")]
    public void What_is_no_secret_is_refused_without_showing_it(string secret)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => new WebhookSigner([new Secret(A), new Secret(secret)]));
        Assert.DoesNotContain("s3cr", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_secret_nothing_is_signed() => Assert.Throws<InvalidOperationException>(() => new WebhookSigner([]));

    private static string Sign(string[] secrets, string id, long at, string body)
        => new WebhookSigner([.. secrets.Select(s => new Secret(s))]).Sign(id, at, Encoding.UTF8.GetBytes(body));
}
