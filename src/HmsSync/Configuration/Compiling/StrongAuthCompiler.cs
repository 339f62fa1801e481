using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Values;

namespace HmsSync.Configuration.Compiling;

/// <summary>Compiles those kinds of <c>auth</c> that do not send the secret itself to the partner.</summary>
internal sealed class StrongAuthCompiler(CompileScope scope)
{
    /// <summary>Invariant 11: live secrets of one partner; each signs every push.</summary>
    public const int MostSecrets = 10;

    public static AuthPlan Signing(ConfigSection auth)
    {
        const string key = "standard_webhooks";
        var secrets = Secrets.Of(auth, key, forHeader: true);
        if (secrets.Any(secret => secret.Reveal().Length > 0 && SigningSecret.Parse(secret.Reveal()) is null))
        {
            auth.Fault(
                "config.bad_secret", key, $"a secret of Standard Webhooks is {SigningSecret.Form}",
                "give it as the partner's page shows it; whsk_ (Ed25519) is not supported");
        }

        if (secrets.Count > MostSecrets)
        {
            auth.Fault("config.bad_secret", key, $"at most {MostSecrets} secrets sign", "take the oldest out");
        }

        return new AuthPlan(AuthKind.StandardWebhooks, "", secrets);
    }

    public AuthPlan OAuth2(ConfigSection auth)
    {
        if (auth.Node("oauth2_client_credentials") is not { } node
            || ConfigSection.Open(node, ConfigShapes.OAuth2, scope.Log) is not { } section)
        {
            auth.Require("oauth2_client_credentials", "a map with token_url, client_id and secret");
            return AuthPlan.None;
        }

        section.Require("token_url", "where tokens come from");
        section.Require("client_id", "who asks for them");
        var secrets = Secrets.Of(section, "secret", forHeader: false);
        var client = section.Text("client_id") ?? "";
        if (client.Length == 0 && section.Has("client_id"))
        {
            section.Fault("config.bad_value", "client_id", "the client has no name");
        }

        var isUrl = Uri.TryCreate(section.Text("token_url") ?? "https://none.invalid/", UriKind.Absolute, out var url);
        if (!isUrl || (url!.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
            || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            section.Fault("config.bad_url", "token_url", "it is no absolute http or https url without user name and #");
            return AuthPlan.None;
        }

        new UrlChecks(scope).CheckScheme(section.PlaceOf("token_url"), url);
        var inBody = section.Choice("send", "header", "body") == "body";
        return new AuthPlan(AuthKind.OAuth2, client, secrets) { Token = new TokenPlan(url, section.Text("scope"), inBody) };
    }

    public AuthPlan Mtls(ConfigSection auth)
    {
        if (auth.Node("mtls") is not { } node || ConfigSection.Open(node, ConfigShapes.Mtls, scope.Log) is not { } section)
        {
            auth.Require("mtls", "a map with certificate and key");
            return AuthPlan.None;
        }

        section.Require("certificate", "our certificate as PEM");
        var key = Secrets.Of(section, "key", forHeader: false);
        var certificate = section.Text("certificate") ?? "";
        if (section.Has("certificate") && PemText.Certificates(certificate) is null)
        {
            section.Fault("config.bad_certificate", "certificate", $"'certificate' must be {PemText.Form}");
        }
        else if (certificate.Length > 0 && key is [{ } own, ..] && own.Reveal().Length > 0)
        {
            using var both = PemText.WithKey(certificate, own.Reveal());
            if (both is null)
            {
                section.Fault(
                    "config.bad_certificate", "key", $"'key' must be the certificate's own private key, not encrypted, as {PemText.Form}");
            }
        }

        return new AuthPlan(AuthKind.Mtls, "", key) { Certificate = certificate };
    }
}
