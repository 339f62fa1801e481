using System.Text;
using HmsSync.Configuration;
using HmsSync.Sdk;
using HmsSync.Tests.Adapters.Http;
using HmsSync.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HmsSync.Tests.Deliver.Auth;

public sealed class TokenTests
{
    private const string Secret = "s3cret/+ 1";

    [Fact]
    public async Task The_token_endpoint_is_asked_as_the_standard_says_and_the_token_goes_with_the_push()
    {
        await using var partner = await StartAsync();
        using var rig = Rig(partner, scope: "push read");
        Assert.Null((await rig.PushAsync()).Failure);

        var asked = partner.Requests.First();
        Assert.Equal(("POST", "/token"), (asked.Method, asked.Target));
        Assert.Equal("grant_type=client_credentials&scope=push+read", asked.Body);
        Assert.Equal("application/x-www-form-urlencoded", asked.Headers["Content-Type"]);
        var basic = Convert.ToBase64String(Encoding.ASCII.GetBytes("hms%3A1:s3cret%2F%2B+1")); // RFC 6749, 2.3.1
        Assert.Equal($"Basic {basic}", asked.Headers["Authorization"]);
        Assert.Equal("Bearer token-1", partner.Requests.Last().Headers["Authorization"]);
    }

    [Fact]
    public async Task Client_and_secret_can_go_in_the_body()
    {
        await using var partner = await StartAsync();
        using var rig = Rig(partner, inBody: true);
        Assert.Null((await rig.PushAsync()).Failure);

        Assert.Equal(
            "grant_type=client_credentials&client_id=hms%3A1&client_secret=s3cret%2F%2B+1", partner.Requests.First().Body);
        Assert.DoesNotContain("Authorization", partner.Requests.First().Headers.Keys);
    }

    [Fact]
    public async Task Many_calls_share_one_token()
    {
        var release = new TaskCompletionSource();
        await using var partner = await StartAsync(beforeToken: release.Task);
        using var rig = Rig(partner);
        var calls = Enumerable.Range(0, 16).Select(_ => rig.PushAsync()).ToList();
        release.SetResult();

        Assert.All(await Task.WhenAll(calls), outcome => Assert.Null(outcome.Failure));
        Assert.Null((await rig.PushAsync()).Failure);
        Assert.Single(partner.Requests, r => r.Target == "/token");
    }

    [Fact]
    public async Task A_token_that_runs_out_is_replaced_shortly_before()
    {
        await using var partner = await StartAsync(expires: "0");
        using var rig = Rig(partner);
        await rig.PushAsync();
        await rig.PushAsync();

        Assert.Equal(["/token", "/", "/token", "/"], partner.Requests.Select(r => r.Target));
        Assert.Equal("Bearer token-2", partner.Requests.Last().Headers["Authorization"]);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once_and_the_same_push_goes_again()
    {
        await using var partner = await StartAsync(refuse: token => token == "Bearer token-1");
        using var rig = Rig(partner);
        Assert.Null((await rig.PushAsync()).Failure);

        var pushes = partner.Requests.Where(r => r.Target == "/").ToList();
        Assert.Equal(["Bearer token-1", "Bearer token-2"], pushes.Select(p => p.Headers["Authorization"]));
        Assert.Single(pushes.Select(p => (p.Body, p.Headers["Idempotency-Key"])).Distinct());
    }

    [Fact]
    public async Task A_second_refusal_stands()
    {
        await using var partner = await StartAsync(refuse: _ => true);
        using var rig = Rig(partner);
        var outcome = await rig.PushAsync();

        Assert.Equal((FailureKind.Unauthorized, 401), (outcome.Failure, outcome.Status));
        Assert.Equal(2, partner.Requests.Count(r => r.Target == "/"));
    }

    [Theory]
    [InlineData(401, """{"error":"invalid_client"}""", "Unauthorized", "token_refused", "(invalid_client)")]
    [InlineData(400, """{"error":"s3cret"}""", "Unauthorized", "token_refused", "it refuses us")]
    [InlineData(403, "<html>", "Unauthorized", "token_refused", "it refuses us")]
    [InlineData(404, "", "Unauthorized", "token_refused", "404")]
    [InlineData(302, "", "Redirected", "token_redirected", "redirect")]
    [InlineData(429, "", "Unavailable", "token_busy", "later")]
    [InlineData(500, "", "Unavailable", "token_unavailable", "500")]
    [InlineData(200, "s3cret", "BadAnswer", "token_bad_answer", "no bearer token")]
    [InlineData(200, "[]", "BadAnswer", "token_bad_answer", "no bearer token")]
    [InlineData(200, """{"access_token":"t","token_type":"mac"}""", "BadAnswer", "token_bad_answer", "no bearer token")]
    [InlineData(200, """{"access_token":"t"}""", "BadAnswer", "token_bad_answer", "no bearer token")]
    [InlineData(200, """{"access_token":"a b","token_type":"bearer"}""", "BadAnswer", "token_bad_answer", "no bearer token")]
    [InlineData(200, """{"access_token":"t\r\nX: y","token_type":"bearer"}""", "BadAnswer", "token_bad_answer", "no bearer token")]
    public async Task Without_a_token_nothing_goes_out(int status, string body, string kind, string code, string says)
    {
        await using var partner = await ScriptedPartner.StartAsync();
        partner.Script = (_, context) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://127.0.0.1:1/";
            return context.Response.WriteAsync(body);
        };
        using var rig = Rig(partner);
        var outcome = await rig.PushAsync();

        Assert.Equal((Enum.Parse<FailureKind>(kind), code), (outcome.Failure!.Value, outcome.Code));
        Assert.Contains(says, outcome.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", outcome.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(partner.Requests, r => r.Target == "/");
    }

    [Fact]
    public async Task The_token_endpoint_is_called_through_the_same_guard()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        using var rig = new HttpRig(partner.Url, auth: Auth(new Uri("http://10.0.0.1/token")));
        var outcome = await rig.PushAsync();

        Assert.Equal((FailureKind.TargetRefused, "target_private"), (outcome.Failure!.Value, outcome.Code));
        Assert.Contains("token endpoint", outcome.Detail, StringComparison.Ordinal);
        Assert.Empty(partner.Requests);
    }

    [Fact]
    public async Task A_token_endpoint_that_is_away_is_told_as_such()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        var gone = RawPartner.Start(_ => Task.CompletedTask);
        await gone.DisposeAsync();
        using var rig = new HttpRig(partner.Url, auth: Auth(gone.Url));
        var outcome = await rig.PushAsync();

        Assert.Equal((FailureKind.Unreachable, "token_unreachable"), (outcome.Failure!.Value, outcome.Code));
        Assert.Empty(partner.Requests);
    }

    private static HttpRig Rig(ScriptedPartner partner, string? scope = null, bool inBody = false)
        => new(partner.Url, auth: Auth(new Uri(partner.Url, "token"), scope, inBody));

    private static AuthPlan Auth(Uri url, string? scope = null, bool inBody = false)
        => new(AuthKind.OAuth2, "hms:1", [new Secret(Secret), new Secret("older")]) { Token = new TokenPlan(url, scope, inBody) };

    /// <summary>Token endpoint and partner in one.</summary>
    private static async Task<ScriptedPartner> StartAsync(
        string expires = "3600", Func<string, bool>? refuse = null, Task? beforeToken = null)
    {
        var partner = await ScriptedPartner.StartAsync();
        var tokens = 0;
        partner.Script = async (request, context) =>
        {
            if (request.Target != "/token")
            {
                context.Response.StatusCode = refuse?.Invoke(request.Headers["Authorization"]) is true ? 401 : 200;
                return;
            }

            await (beforeToken ?? Task.CompletedTask);
            await context.Response.WriteAsync(
                $$"""{"access_token":"token-{{Interlocked.Increment(ref tokens)}}","token_type":"Bearer","expires_in":{{expires}}}""");
        };
        return partner;
    }
}
