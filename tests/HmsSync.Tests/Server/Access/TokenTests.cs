using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xunit;

namespace HmsSync.Tests.Server.Access;

public sealed class TokenTests
{
    [Fact]
    public async Task A_token_for_a_key_opens_what_was_asked_of_what_the_key_may_and_ends_with_the_key()
    {
        await using var rig = await ServerRig.StartAsync();
        var key = await rig.IssueAsync("agent", "replay publish", "lotus");
        var answer = (await rig.PostAsync("/auth/token", key, """{"scope":"replay"}""")).Json;
        var token = Keys.Text(answer, "token");
        Assert.Equal("replay", Keys.Text(answer, "scope"));
        Assert.True(answer.GetProperty("expires").GetDateTimeOffset() <= TimeProvider.System.GetUtcNow().AddMinutes(15));
        Assert.Equal(HttpStatusCode.OK, (await rig.GetAsync("/replay", token)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await rig.GetAsync("/replay?partner=hospital", token)).Status);
        Assert.Equal((HttpStatusCode.Forbidden, "scope_missing"), Of(await rig.PostAsync("/events", token, """{"topic":"t"}""")));

        // It does not beget another.
        Assert.Equal((HttpStatusCode.Forbidden, "key_needed"), Of(await rig.PostAsync("/auth/token", token)));
        var more = await rig.PostAsync("/auth/token", key, """{"scope":"admin"}""");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "bad_scope"), Of(more));
        await rig.Post("/api/keys/agent/revoke", "{}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.GetAsync("/replay", token)).Status);
    }

    [Fact]
    public async Task The_published_keys_verify_tokens_of_before_and_after_a_rotation()
    {
        using var workspace = new Workspace();
        await using var rig = await ServerRig.StartAsync(workspace);
        Assert.Empty((await Jwks(rig)).EnumerateArray());
        var before = await rig.IssueTokenAsync("before", "replay");
        var rotated = await rig.Post("/api/keys/rotate", "{}");
        var after = await rig.IssueTokenAsync("after", "replay");
        var keys = await Jwks(rig);
        Assert.Equal(2, keys.GetArrayLength());
        Assert.Equal(Keys.Text(rotated.Json, "kid"), Keys.Text(Header(after), "kid"));
        Assert.NotEqual(Keys.Text(Header(before), "kid"), Keys.Text(Header(after), "kid"));
        foreach (var token in new[] { before, after })
        {
            Assert.True(Verifies(token, keys));
            Assert.Equal(HttpStatusCode.OK, (await rig.GetAsync("/replay", token)).Status);
        }

        var claims = Part(after, 1);
        Assert.Equal(("hms-sync", "after", "replay"), (Keys.Text(claims, "aud"), Keys.Text(claims, "sub"), Keys.Text(claims, "scope")));
        Assert.Equal(90 * 86_400, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
        Assert.DoesNotContain("\"d\"", keys.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_sign_survive_a_restart()
    {
        using var workspace = new Workspace();
        string token;
        await using (var rig = await ServerRig.StartAsync(workspace))
        {
            token = await rig.IssueTokenAsync("one", "replay");
        }

        await using var again = await ServerRig.StartAsync(workspace);
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("/replay", token)).Status);
    }

    // RFC 8725
    [Fact]
    public async Task A_token_that_was_changed_in_any_way_opens_nothing()
    {
        await using var rig = await ServerRig.StartAsync();
        var token = await rig.IssueTokenAsync("one", "replay");
        var (header, payload, signature) = (token.Split('.')[0], token.Split('.')[1], token.Split('.')[2]);
        var kid = Keys.Text(Header(token), "kid");
        var admin = Text(Part(token, 1).GetRawText().Replace("replay", "admin", StringComparison.Ordinal));
        var publicKey = Encoding.UTF8.GetBytes((await Jwks(rig)).GetRawText());
        var hmacHead = Text($$"""{"alg":"HS256","kid":"{{kid}}"}""");
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = Base64Url.EncodeToString(stranger.SignData(Encoding.ASCII.GetBytes($"{header}.{admin}"), HashAlgorithmName.SHA256));
        var hmac = HMACSHA256.HashData(publicKey, Encoding.ASCII.GetBytes($"{hmacHead}.{payload}"));
        string[] wrong =
        [
            $"{header}.{admin}.{signature}", $"{header}.{admin}.{forged}", $"{header}.{payload}.", $"{header}.{payload}",
            $"{Text($$"""{"alg":"none","kid":"{{kid}}"}""")}.{payload}.", $"{Text("""{"alg":"ES256","kid":"x"}""")}.{payload}.{signature}",
            $"{hmacHead}.{payload}.{Base64Url.EncodeToString(hmac)}",
            $"{header}.{payload}.{signature[..^2]}AA", $"{header}.{payload}.{signature}=", $"{token}.",
        ];
        foreach (var text in wrong)
        {
            Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), Of(await rig.GetAsync("/replay", text)));
        }

        Assert.Equal(HttpStatusCode.OK, (await rig.GetAsync("/replay", token)).Status);
    }

    [Fact]
    public async Task A_partner_may_ring_with_a_key_or_a_token_of_ours_for_itself_and_nobody_else()
    {
        const string More = """

              clinic:
                adapter: none
                mapping: keep.json
                receive:
                  webhook: { verify: { scheme: jwt } }
                  events: { note: { publish: clinic.note } }
            """;
        using var workspace = new Workspace { More = More };
        await using var rig = await ServerRig.StartAsync(workspace);
        var (key, token) = (await rig.IssueAsync("k", "webhook", "clinic"), await rig.IssueTokenAsync("t", "webhook", "clinic"));
        foreach (var good in new[] { key, token })
        {
            Assert.Equal(HttpStatusCode.NoContent, (await rig.PostAsync("/webhook/clinic/note", good, """{"a":1}""")).Status);
        }

        var (other, less) = (await rig.IssueAsync("o", "webhook", "lotus"), await rig.IssueAsync("l", "stream", "clinic"));
        foreach (var bad in new[] { other, less, await rig.IssueAsync("a", "admin"), rig.Server.Token, "x" })
        {
            var refused = await rig.PostAsync("/webhook/clinic/note", bad, """{"a":1}""");
            Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), Of(refused));
        }

        Assert.Equal(2, rig.Journal().Count(e => e.Topic == "clinic.note"));
    }

    private static async Task<JsonElement> Jwks(ServerRig rig)
        => (await ServerRig.SendAsync(rig.Http, HttpMethod.Get, "/.well-known/jwks.json", null)).Json.GetProperty("keys");

    private static bool Verifies(string token, JsonElement keys)
    {
        var jwk = keys.EnumerateArray().Single(k => Keys.Text(k, "kid") == Keys.Text(Header(token), "kid"));
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars(Keys.Text(jwk, "x")), Y = Base64Url.DecodeFromChars(Keys.Text(jwk, "y")) },
        });
        var parts = token.Split('.');
        return key.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256);
    }

    private static JsonElement Header(string token) => Part(token, 0);

    private static JsonElement Part(string token, int at)
        => JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[at])).RootElement;

    private static string Text(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static (HttpStatusCode, string?) Of(Answer answer) => (answer.Status, answer.Code);
}
