using HmsSync.Configuration;
using HmsSync.Deliver.Auth;
using Xunit;

namespace HmsSync.Tests.Deliver.Auth;

public sealed class AuthHandlerTests
{
    [Theory]
    [InlineData("Bearer", "", "t0p", "Authorization", "Bearer t0p")]
    [InlineData("Basic", "Aladdin", "open sesame", "Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")] // RFC 7617
    [InlineData("Basic", "test", "123£", "Authorization", "Basic dGVzdDoxMjPCow==")] // RFC 7617, UTF-8
    [InlineData("Header", "X-Api-Key", "s3cret", "X-Api-Key", "s3cret")]
    [InlineData("Header", "Authorization", "Token abc", "Authorization", "Token abc")]
    public async Task Each_kind_goes_into_its_header(
        string kind, string name, string secret, string header, string value)
    {
        var sent = await SendAsync(Plan(kind, name, secret));

        Assert.Equal([value], sent.Headers.GetValues(header));
    }

    [Theory]
    [InlineData("None")]
    [InlineData("BodyField")]
    public async Task Other_kinds_touch_no_header(string kind)
        => Assert.Empty((await SendAsync(Plan(kind, "token", "s3cret"))).Headers);

    [Theory]
    [InlineData("Bearer", "", "")]
    [InlineData("Bearer", "", "  ")]
    [InlineData("Basic", "user", "")]
    [InlineData("Header", "X-Key", "")]
    [InlineData("Bearer", "", "s3cret\r\nX-Evil: y")]
    [InlineData("Bearer", "", "s3crét")]
    [InlineData("Bearer", "", "s3cret\n")]
    [InlineData("Header", "X-Key", "s3cret\0")]
    [InlineData("Basic", "", "s3cret")]
    [InlineData("Basic", "a:b", "s3cret")]
    [InlineData("Header", "", "s3cret")]
    [InlineData("Header", "X Key", "s3cret")]
    [InlineData("Header", "X-Key\r\nX-Evil", "s3cret")]
    [InlineData("Header", "Content-Type", "s3cret")]
    [InlineData("Header", "host", "s3cret")]
    [InlineData("Header", "Idempotency-Key", "s3cret")]
    [InlineData("Header", "hms-sync-seq", "s3cret")]
    public void Credentials_that_cannot_be_sent_are_refused_without_showing_them(
        string kind, string name, string secret)
    {
        using var inner = new Recorder();
        var refused = Assert.Throws<InvalidOperationException>(() => AuthHandler.Over(inner, Plan(kind, name, secret)));

        Assert.DoesNotContain("s3cr", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_without_any_secret_is_refused()
    {
        using var inner = new Recorder();
        Assert.Throws<InvalidOperationException>(() => AuthHandler.Over(inner, new AuthPlan(AuthKind.Bearer, "", [])));
    }

    [Theory]
    [InlineData("https://x.example/", "https://x.example/?key=a%20b%26c")]
    [InlineData("https://x.example/a%2Fb?c=d%26e", "https://x.example/a%2Fb?c=d%26e&key=a%20b%26c")]
    public async Task A_key_of_the_query_goes_behind_what_stands_there(string url, string sent)
        => Assert.Equal(sent, (await SendAsync(Plan("QueryField", "key", "a b&c"), url)).RequestUri!.AbsoluteUri);

    private static AuthPlan Plan(string kind, string name, string secret)
        => new(Enum.Parse<AuthKind>(kind), name, [new Secret(secret)]);

    private static async Task<HttpRequestMessage> SendAsync(AuthPlan plan, string url = "https://x.example/")
    {
        var recorder = new Recorder();
        using var http = new HttpMessageInvoker(AuthHandler.Over(recorder, plan));
        var request = new HttpRequestMessage(HttpMethod.Post, url);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return request;
    }

    private sealed class Recorder : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
            => Task.FromResult(new HttpResponseMessage());
    }
}
