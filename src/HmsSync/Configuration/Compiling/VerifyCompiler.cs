using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;

namespace HmsSync.Configuration.Compiling;

/// <summary>Compiles <c>verify</c>: how a doorbell proves who rings. Nothing said is never 'none'.</summary>
internal sealed class VerifyCompiler(CompileScope scope)
{
    private static readonly string[] Unbuilt = ["standard-webhooks", "hmac-sha256", "basic", "jwt"];
    private static readonly string[] Schemes = ["body-field", "header-token", "none", .. Unbuilt];

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

        verify.Require("scheme", "body-field, header-token or none");
        switch (verify.Choice("scheme", Schemes))
        {
            case "body-field":
                verify.Require("field", "the field of the body that holds the secret");
                return new VerifyPlan(
                    VerifyScheme.BodyField, Name(verify, "field"), Secrets.Of(verify, "secret", forHeader: false));
            case "header-token":
                verify.Require("header", "the header that holds the secret");
                var name = Name(verify, "header");
                HeaderNames.Check(scope.Log, verify.PlaceOf("header"), name, outgoing: false);
                return new VerifyPlan(VerifyScheme.HeaderToken, name, Secrets.Of(verify, "secret", forHeader: true));
            case "none":
                return None(node);
            case { } scheme when Unbuilt.Contains(scheme):
                scope.Log.NotBuilt(verify.PlaceOf("scheme"), $"'scheme: {scheme}'");
                return null;
            default:
                return null;
        }
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
