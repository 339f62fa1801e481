using System.Security.Cryptography;
using System.Text;
using HmsSync.Configuration;
using HmsSync.Server.Webhooks.Proofs;
using Xunit;

namespace HmsSync.Tests.Server.Webhooks.Proofs;

public sealed class SecretProofTests
{
    // The example of GitHub's documentation.
    private const string Signature = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    private static readonly VerifyPlan GitHub
        = new(VerifyScheme.HmacSha256, "X-Hub-Signature-256", Rung.Secrets("It's a Secret to Everybody")) { Prefix = "sha256=" };

    [Theory]
    [InlineData("sha256=" + Signature, true)]
    [InlineData("sha256=757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17", true)]
    [InlineData(Signature, false)]
    [InlineData("sha1=" + Signature, false)]
    [InlineData("sha256=", false)]
    [InlineData("sha256=" + Signature + "00", false)]
    [InlineData("sha256=857107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", false)]
    [InlineData("sha256=zz7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", false)]
    public void A_mac_in_hex_is_that_of_the_body(string header, bool isGenuine)
        => Assert.Equal(isGenuine, Rung.By(GitHub).Holds(Rung.With("Hello, World!", ("X-Hub-Signature-256", header))));

    [Fact]
    public void Without_its_header_or_with_two_of_them_it_is_not_genuine()
    {
        var one = ("X-Hub-Signature-256", "sha256=" + Signature);
        Assert.False(Rung.By(GitHub).Holds(Rung.With("Hello, World!")));
        Assert.False(Rung.By(GitHub).Holds(Rung.With("Hello, World!", one, one)));
        Assert.False(Rung.By(GitHub).Holds(Rung.With("Hello, World?", one)));
    }

    [Fact]
    public void A_mac_may_be_in_base64_and_by_any_secret()
    {
        var plan = new VerifyPlan(VerifyScheme.HmacSha256, "X-Shopify-Hmac-SHA256", Rung.Secrets("new", "old"))
        {
            Encoding = MacEncoding.Base64,
        };
        foreach (var (secret, isGenuine) in new[] { ("new", true), ("old", true), ("older", false), ("", false) })
        {
            var mac = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), "{}"u8));
            Assert.Equal(isGenuine, Rung.By(plan).Holds(Rung.With("{}", ("X-Shopify-Hmac-SHA256", mac))));
        }
    }

    [Theory]
    [InlineData("Basic Y291bnR5OnPDqWNyZXQ6eA==", true)]
    [InlineData("basic Y291bnR5OnPDqWNyZXQ6eA==", true)]
    [InlineData("Basic Y2l0eTpzw6ljcmV0Ong=", false)]
    [InlineData("Basic Y291bnR5Og==", false)]
    [InlineData("Basic Y291bnR5", false)]
    [InlineData("Basic !!!", false)]
    [InlineData("Bearer Y291bnR5OnPDqWNyZXQ6eA==", false)]
    public void A_user_and_a_password_that_may_hold_colons(string header, bool isGenuine)
    {
        var plan = new VerifyPlan(VerifyScheme.Basic, "county", Rung.Secrets("sécret:x"));
        Assert.Equal(isGenuine, Rung.By(plan).Holds(Rung.With("{}", ("Authorization", header))));
    }

    [Fact]
    public void A_secret_that_is_empty_lets_nobody_in()
    {
        foreach (var scheme in new[] { VerifyScheme.HeaderToken, VerifyScheme.BodyField, VerifyScheme.Basic, VerifyScheme.HmacSha256 })
        {
            var proof = Rung.By(new VerifyPlan(scheme, "x", Rung.Secrets("")));
            Assert.False(proof.Holds(Rung.With("""{"x":""}""", ("x", ""), ("Authorization", "Basic eDo="))));
        }
    }

    [Fact]
    public void Who_need_not_prove_anything_must_be_on_this_machine()
        => Assert.False(Rung.By(new VerifyPlan(VerifyScheme.None, "", [])).Holds(Rung.With("{}")));

    // Whoever it was, a no costs the same.
    [Fact]
    public void What_a_look_at_nobody_costs_is_what_the_dearest_costs()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signed = new VerifyPlan(VerifyScheme.Jwt, "", []) { PublicKeys = [curve.ExportSubjectPublicKeyInfoPem()], Audience = "us" };
        Effort[] efforts = [Rung.By(GitHub with { Secrets = Rung.Secrets("a", "b", "c") }).Effort, Rung.By(signed).Effort, default];
        var decoy = new Decoy(efforts);
        Assert.Equal(new Effort(3, 1), decoy.Missing(default));
        Assert.Equal(new Effort(0, 1), decoy.Missing(efforts[0]));
        Assert.Equal(new Effort(2, 0), decoy.Missing(efforts[1]));
        Assert.False(decoy.Spend(default, "{}"u8));
    }
}
