using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;

namespace HmsSync.Configuration.Compiling;

/// <summary>Compiles <c>verify</c>: how a doorbell proves who rings. Nothing said is never 'none'.</summary>
internal sealed class VerifyCompiler(CompileScope scope)
{
    /// <summary>What each scheme may have beside <c>scheme</c>.</summary>
    private static readonly Dictionary<string, string[]> Schemes = new(StringComparer.Ordinal)
    {
        ["standard-webhooks"] = ["secret"],
        ["hmac-sha256"] = ["secret", "header", "prefix", "encoding"],
        ["body-field"] = ["secret", "field"],
        ["header-token"] = ["secret", "header"],
        ["basic"] = ["secret", "user"],
        ["jwt"] = ["secret", "key", "audience", "issuer"],
        ["none"] = [],
    };

    public VerifyPlan? Compile(ConfigNode node)
    {
        if (node is ConfigScalar { Text: "none" })
        {
            return None(node);
        }

        if (ConfigSection.Open(node, ConfigShapes.Verify, scope.Log) is not { } verify)
        {
            return null;
        }

        verify.Require("scheme", string.Join(", ", Schemes.Keys));
        if (verify.Choice("scheme", [.. Schemes.Keys]) is not { } scheme)
        {
            return null;
        }

        // What is written and does nothing would look like a check that there is not.
        foreach (var key in ConfigShapes.Verify.Keys.Select(k => k.Name).Where(k => k != "scheme" && verify.Has(k)))
        {
            if (!Schemes[scheme].Contains(key, StringComparer.Ordinal))
            {
                verify.Fault("config.bad_value", key, $"'scheme: {scheme}' has no '{key}'", "take it out");
            }
        }

        return scheme == "none" ? None(node) : Of(verify, scheme);
    }

    private VerifyPlan Of(ConfigSection verify, string scheme)
    {
        switch (scheme)
        {
            case "standard-webhooks":
                return new VerifyPlan(VerifyScheme.StandardWebhooks, "", SigningSecrets.Of(verify));
            case "hmac-sha256":
                return new VerifyPlan(
                    VerifyScheme.HmacSha256, Header(verify, "the signature"), Secrets.Of(verify, "secret", forHeader: false))
                {
                    Prefix = verify.Text("prefix") ?? "",
                    Encoding = verify.Choice("encoding", "hex", "base64") == "base64" ? MacEncoding.Base64 : MacEncoding.Hex,
                };
            case "body-field":
                verify.Require("field", "the field of the body that holds the secret");
                return new VerifyPlan(
                    VerifyScheme.BodyField, Name(verify, "field"), Secrets.Of(verify, "secret", forHeader: false));
            case "basic":
                return Basic(verify);
            case "jwt":
                return new JwtCompiler(scope).Compile(verify);
            default:
                return new VerifyPlan(
                    VerifyScheme.HeaderToken, Header(verify, "the secret"), Secrets.Of(verify, "secret", forHeader: true));
        }
    }

    private static VerifyPlan Basic(ConfigSection verify)
    {
        verify.Require("user", "the name that the partner sends with the secret");
        var user = Name(verify, "user");
        if (user.Contains(':', StringComparison.Ordinal) || user.Any(char.IsControl))
        {
            verify.Fault("config.bad_value", "user", "a user name cannot hold ':' or control characters (RFC 7617)");
        }

        return new VerifyPlan(VerifyScheme.Basic, user, Secrets.Of(verify, "secret", forHeader: false));
    }

    private string Header(ConfigSection verify, string what)
    {
        verify.Require("header", $"the header that holds {what}");
        var name = Name(verify, "header");
        if (verify.Has("header"))
        {
            HeaderNames.Check(scope.Log, verify.PlaceOf("header"), name, outgoing: false);
        }

        return name;
    }

    private VerifyPlan None(ConfigNode node)
    {
        if (!scope.OnLoopback)
        {
            scope.Log.Add(
                "config.verify_none",
                node.Place,
                "anyone could ring: 'none' is for a server that listens on loopback",
                "give the partner a secret, or listen on 127.0.0.1");
        }

        return new VerifyPlan(VerifyScheme.None, "", []);
    }

    private static string Name(ConfigSection verify, string key)
    {
        var name = verify.Text(key);
        if (name is { Length: 0 })
        {
            verify.Fault("config.bad_value", key, $"'{key}' is empty");
        }

        return name ?? "";
    }
}
