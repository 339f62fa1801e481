using HmsSync.Sdk;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Adapters.Http;

/// <summary>What servers answer that should not: each byte for byte, over a connection of its own.</summary>
public sealed class AnswerSweepTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", null, "ok")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nold servers end by hanging up", null, "ok")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", null, "ok")]
    [InlineData(Ok + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\u0001\u0002\u0003\u0004", null, "ok")]
    [InlineData(Ok + "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"a\":1,\"a", null, "ok")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", null, "ok")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n", FailureKind.Unknown, "reset")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nok", FailureKind.Unknown, "reset")]
    [InlineData(Ok + "Content-Length: 100\r\n\r\nshort", FailureKind.Unknown, "reset")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n", FailureKind.Redirected, "redirected")]
    [InlineData("HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n", FailureKind.Redirected, "redirected")]
    [InlineData("HTTP/1.1 304 Not Modified\r\n\r\n", FailureKind.Redirected, "redirected")]
    [InlineData("HTTP/1.1 307 Again\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", FailureKind.Redirected, "redirected")]
    [InlineData("HTTP/1.1 308 Always\r\nLocation: //evil.example\r\nContent-Length: 0\r\n\r\n", FailureKind.Redirected, "redirected")]
    [InlineData("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", FailureKind.Gone, "http_410")]
    [InlineData("HTTP/1.1 429 Slow\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n", FailureKind.Throttled, "http_429")]
    [InlineData("HTTP/1.1 429 Slow\r\nRetry-After: -5\r\nContent-Length: 0\r\n\r\n", FailureKind.Throttled, "http_429")]
    [InlineData("HTTP/1.1 503 Busy\r\nRetry-After: 99999999999999\r\nContent-Length: 0\r\n\r\n", FailureKind.Unavailable, "http_503")]
    [InlineData("HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n", FailureKind.BadAnswer, "http_odd")]
    [InlineData("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", FailureKind.BadAnswer, "http_odd")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", FailureKind.BadAnswer, "bad_answer")]
    [InlineData("<html>hello</html>\r\n", FailureKind.BadAnswer, "bad_answer")]
    [InlineData("", FailureKind.Unknown, "reset")]
    public async Task Each_means_one_thing_and_none_is_an_exception(string answer, FailureKind? kind, string code)
    {
        await using var partner = RawPartner.Start(async call =>
        {
            await call.ReadRequestAsync();
            await call.SendAsync(answer);
        });
        using var rig = new HttpRig(partner.Url);
        var outcome = await rig.PushAsync();

        Assert.Equal((kind, code), (outcome.Failure, outcome.Code));
        Assert.True(outcome.RetryAfter is null || outcome.RetryAfter <= TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_cookie_is_never_sent_back()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        partner.Answer(200, ("Set-Cookie", "who=you; Path=/"));
        using var rig = new HttpRig(partner.Url);
        await rig.PushAsync();
        await rig.PushAsync();

        Assert.Equal(2, partner.Requests.Count);
        Assert.All(partner.Requests, request => Assert.DoesNotContain("Cookie", request.Headers.Keys));
    }

    [Fact]
    public async Task Of_a_refusal_its_beginning_is_kept()
    {
        await using var partner = RawPartner.Start(async call =>
        {
            await call.ReadRequestAsync();
            await call.SendAsync($"HTTP/1.1 422 No\r\nContent-Length: 10000\r\n\r\n{new string('n', 10_000)}");
            await call.HangAsync();
        });
        using var rig = new HttpRig(partner.Url);
        var outcome = await rig.PushAsync();

        // Invariant 11: and no more than that. None of our secrets is as long as a character.
        Assert.Equal(4 * 1024, outcome.Answer.Length);
    }
}
