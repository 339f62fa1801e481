using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HmsSync.Configuration;
using Xunit;

namespace HmsSync.Tests.Server.Webhooks.Proofs;

public sealed class JwtProofTests : IDisposable
{
    private const string Secret = "a secret of thirty-two bytes, or more";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2_048);

    [Theory]
    [InlineData("""{"aud":"us","exp":1800000060}""", true)]
    [InlineData("""{"aud":["them","us"],"exp":1800000060.5,"nbf":1799999999}""", true)]
    [InlineData("""{"aud":"us","exp":1799999930}""", false)]
    [InlineData("""{"aud":"us"}""", false)]
    [InlineData("""{"aud":"us","exp":"1800000060"}""", false)]
    [InlineData("""{"aud":"us","exp":1e99}""", false)]
    [InlineData("""{"aud":"us","exp":1800009999,"nbf":1800000061}""", false)]
    [InlineData("""{"aud":"us","exp":1800009999,"nbf":"now"}""", false)]
    [InlineData("""{"aud":"us","exp":1800009999,"iat":1800000061}""", false)]
    [InlineData("""{"aud":"them","exp":1800000060}""", false)]
    [InlineData("""{"aud":{"us":1},"exp":1800000060}""", false)]
    [InlineData("""{"exp":1800000060}""", false)]
    [InlineData("""{"aud":"us","exp":1800000060,"exp":1}""", false)]
    public void A_token_counts_for_its_audience_and_its_time(string payload, bool isGenuine)
    {
        Assert.Equal(isGenuine, Holds(Ec, Signed("""{"alg":"ES256","typ":"JWT"}""", payload, Es256)));
        Assert.Equal(isGenuine, Holds(Shared, Signed("""{"alg":"HS256"}""", payload, Hs256)));
        Assert.Equal(isGenuine, Holds(Rsa, Signed("""{"alg":"RS256"}""", payload, Rs256)));
    }

    // RFC 8725, 2.1: what a token says of its algorithm chooses nothing.
    [Fact]
    public void Algorithms_cannot_be_confused()
    {
        const string Good = """{"aud":"us","exp":1800000060}""";
        var asSecret = Encoding.UTF8.GetBytes(Ec.PublicKeys[0]);
        Assert.False(Holds(Ec, Signed("""{"alg":"HS256"}""", Good, data => HMACSHA256.HashData(asSecret, data))));
        Assert.False(Holds(Ec, Signed("""{"alg":"none"}""", Good, _ => [])));
        Assert.False(Holds(Ec, Signed("""{"alg":"None"}""", Good, Es256)));
        Assert.False(Holds(Ec, Signed("""{"alg":"HS256"}""", Good, Es256)));
        Assert.False(Holds(Ec, Signed("""{}""", Good, Es256)));
        Assert.False(Holds(Ec, Signed("""{"alg":"ES256","crit":["b64"],"b64":false}""", Good, Es256)));
        Assert.False(Holds(Ec, Signed("""{"alg":"ES256"}""", Good, data => _curve.SignData(data, HashAlgorithmName.SHA256, Der))));
        Assert.False(Holds(Shared, Signed("""{"alg":"HS512"}""", Good, data => HMACSHA512.HashData(Encoding.UTF8.GetBytes(Secret), data))));
        Assert.False(Holds(Shared, Signed("""{"alg":"HS256"}""", Good, data => HMACSHA256.HashData(Array.Empty<byte>(), data))));
        Assert.False(Holds(Ec, Signed("""{"alg":"ES256"}""", Good, _ => new byte[64])));
    }

    [Fact]
    public void What_is_no_token_is_not_genuine()
    {
        var good = Signed("""{"alg":"ES256"}""", """{"aud":"us","exp":1800000060}""", Es256);
        Assert.True(Holds(Ec, good));
        string[] wrong = ["", ".", "..", "...", "a.b.c", good + "=", good + ".", $" {good[..^1]}", new string('a', 9_000), good[..^4]];
        foreach (var bad in wrong)
        {
            Assert.False(Holds(Ec, bad), bad);
        }
    }

    [Fact]
    public void An_issuer_that_is_configured_must_be_the_one()
    {
        var ours = Ec with { Issuer = "county" };
        Assert.True(Holds(ours, Signed("""{"alg":"ES256"}""", """{"aud":"us","iss":"county","exp":1800000060}""", Es256)));
        Assert.False(Holds(ours, Signed("""{"alg":"ES256"}""", """{"aud":"us","iss":"city","exp":1800000060}""", Es256)));
        Assert.False(Holds(ours, Signed("""{"alg":"ES256"}""", """{"aud":"us","exp":1800000060}""", Es256)));
    }

    [Fact]
    public void A_token_that_covers_a_body_covers_no_other()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData("{}"u8));
        var base64 = Convert.ToBase64String(SHA256.HashData("{}"u8));
        foreach (var (claim, isGenuine) in new[] { (hash, true), (base64, true), (hash[1..] + "0", false), ("", false) })
        {
            var payload = $$"""{"aud":"us","exp":1800000060,"request_body_sha256":"{{claim}}"}""";
            Assert.Equal(isGenuine, Holds(Ec, Signed("""{"alg":"ES256"}""", payload, Es256)));
        }
    }

    public void Dispose()
    {
        _curve.Dispose();
        _rsa.Dispose();
    }

    private static DSASignatureFormat Der => DSASignatureFormat.Rfc3279DerSequence;

    private VerifyPlan Ec => Plan with { PublicKeys = [_curve.ExportSubjectPublicKeyInfoPem()] };

    private VerifyPlan Rsa => Plan with { PublicKeys = [_rsa.ExportSubjectPublicKeyInfoPem()] };

    private static VerifyPlan Shared => Plan with { Secrets = Rung.Secrets(Secret) };

    private static VerifyPlan Plan => new(VerifyScheme.Jwt, "", []) { Audience = "us" };

    private byte[] Es256(byte[] data) => _curve.SignData(data, HashAlgorithmName.SHA256);

    private byte[] Rs256(byte[] data) => _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static byte[] Hs256(byte[] data) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), data);

    private static string Signed(string header, string payload, Func<byte[], byte[]> sign)
    {
        var parts = $"{Text(Encoding.UTF8.GetBytes(header))}.{Text(Encoding.UTF8.GetBytes(payload))}";
        return $"{parts}.{Text(sign(Encoding.ASCII.GetBytes(parts)))}";
    }

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private static bool Holds(VerifyPlan plan, string token)
        => Rung.By(plan, Now).Holds(Rung.With("{}", ("Authorization", $"Bearer {token}")));
}
