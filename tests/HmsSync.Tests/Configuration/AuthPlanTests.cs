using HmsSync.Configuration;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Configuration;

public sealed class AuthPlanTests
{
    private readonly Workspace _workspace = new();

    [Theory]
    [InlineData("{ bearer: \"${S}\" }", "Bearer", "")]
    [InlineData("{ basic: clinic, secret: \"${S}\" }", "Basic", "clinic")]
    [InlineData("{ header: X-Key, secret: \"${S}\" }", "Header", "X-Key")]
    [InlineData("{ body_field: token, secret: \"${S}\" }", "BodyField", "token")]
    [InlineData("{ api_key: X-Key, secret: \"${S}\" }", "Header", "X-Key")]
    [InlineData("{ api_key: X-Key, in: header, secret: \"${S}\" }", "Header", "X-Key")]
    [InlineData("{ api-key: key, in: query, secret: \"${S}\" }", "QueryField", "key")]
    [InlineData("{ standard-webhooks: \"${S}\" }", "StandardWebhooks", "")]
    [InlineData("{ standard_webhooks: \"${S}\" }", "StandardWebhooks", "")]
    public void Each_kind_of_the_contract_is_read(string auth, string kind, string name)
    {
        var plan = Auth(auth);
        Assert.Equal((kind, name), (plan.Kind.ToString(), plan.Name));
        Assert.Equal(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], plan.Secrets.Select(s => s.Reveal()));
    }

    [Fact]
    public void Several_secrets_are_kept_in_their_order()
        => Assert.Equal(
            ["bmV3", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
            Auth("{ standard-webhooks: [\"${NEW}\", \"${S}\"] }").Secrets.Select(s => s.Reveal()));

    [Fact]
    public void Client_credentials_are_read()
    {
        var plan = Auth(
            """{ oauth2_client_credentials: { token_url: "https://id.example/t", client_id: hms, secret: "${S}", scope: a b } }""");
        Assert.Equal((AuthKind.OAuth2, "hms"), (plan.Kind, plan.Name));
        Assert.Equal(new TokenPlan(new Uri("https://id.example/t"), "a b", InBody: false), plan.Token);
    }

    [Fact]
    public void A_certificate_and_its_key_are_read()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Issue("hms");
        (_workspace.Environment["CRT"], _workspace.Environment["KEY"]) = (certificate, key);
        var plan = Auth("{ mtls: { certificate: \"${CRT}\", key: \"${KEY}\" } }");
        Assert.Equal((AuthKind.Mtls, certificate, key), (plan.Kind, plan.Certificate, plan.Secrets.Single().Reveal()));
    }

    [Theory]
    [InlineData("config.bad_certificate", "url: https://p.example/\n    auth: { mtls: { certificate: \"${CRT}\", key: §\"${OTHER}\" } }")]
    [InlineData("config.bad_url", "url: §http://p.example/\n    auth: { mtls: { certificate: \"${CRT}\", key: \"${KEY}\" } }")]
    [InlineData("config.bad_certificate", "url: https://p.example/\n    ca: §\"${KEY}\"")]
    public void A_certificate_that_could_not_be_shown_is_a_fault(string code, string marked)
    {
        using var authority = new TestAuthority();
        (_workspace.Environment["CRT"], _workspace.Environment["KEY"]) = authority.Issue("hms");
        _workspace.Environment["OTHER"] = authority.Issue("other").Key;
        var fault = _workspace.Fault(code, $"{Workspace.Hub}partners:\n  p:\n    {marked}\n");
        Assert.DoesNotContain("PRIVATE", fault.ToString(), StringComparison.Ordinal);
    }

    private AuthPlan Auth(string auth)
    {
        _workspace.Environment["S"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        _workspace.Environment["NEW"] = "bmV3";
        return _workspace.Plan($"{Workspace.Hub}partners:\n  p:\n    url: https://p.example/\n    auth: {auth}\n").Partners.Single().Auth;
    }
}
