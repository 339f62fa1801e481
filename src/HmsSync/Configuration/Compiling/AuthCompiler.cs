using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;

namespace HmsSync.Configuration.Compiling;

/// <summary>Compiles <c>auth</c>: how a push proves who we are.</summary>
internal sealed class AuthCompiler(CompileScope scope)
{
    private static readonly string[] Kinds =
    [
        "bearer", "basic", "header", "body_field", "api_key", "standard_webhooks", "oauth2_client_credentials", "mtls",
    ];

    /// <summary>Kinds whose value is the proof itself, or a map of its own.</summary>
    private static readonly string[] WithoutSecret = ["bearer", "standard_webhooks", "oauth2_client_credentials", "mtls"];

    public AuthPlan Compile(ConfigNode? node)
    {
        if (node is null or ConfigScalar { Text: "none" })
        {
            return AuthPlan.None;
        }

        var before = scope.Log.Count;
        if (ConfigSection.Open(node, ConfigShapes.Auth, scope.Log) is not { } auth)
        {
            return AuthPlan.None;
        }

        var kinds = Kinds.Where(auth.Has).ToArray();
        if (kinds is [var kind])
        {
            return Compile(auth, kind);
        }

        if (kinds.Length > 1 || scope.Log.Count == before)
        {
            scope.Log.Add(
                "config.auth_kind", auth.Place, $"'auth' must have exactly one of {string.Join(", ", Kinds)}");
        }

        return AuthPlan.None;
    }

    private AuthPlan Compile(ConfigSection auth, string kind)
    {
        if (auth.Has("in") && kind != "api_key")
        {
            auth.Fault("config.bad_value", "in", $"'in' belongs to 'api_key', not to '{kind}'");
        }

        if (WithoutSecret.Contains(kind) && auth.Has("secret"))
        {
            auth.Fault(
                "config.bad_value", "secret", kind == "bearer" ? "'bearer' is the secret itself" : $"'{kind}' holds its secret itself",
                kind == "bearer" ? "write auth: { bearer: \"${NAME}\" }" : null);
        }

        return kind switch
        {
            "bearer" => new AuthPlan(AuthKind.Bearer, "", Secrets.Of(auth, "bearer", forHeader: true)),
            "standard_webhooks" => StrongAuthCompiler.Signing(auth),
            "oauth2_client_credentials" => new StrongAuthCompiler(scope).OAuth2(auth),
            "mtls" => new StrongAuthCompiler(scope).Mtls(auth),
            _ => Named(auth, kind),
        };
    }

    private AuthPlan Named(ConfigSection auth, string kind)
    {
        auth.Require(kind, "its name");
        var name = auth.Text(kind) ?? "";
        var inQuery = kind == "api_key" && auth.Choice("in", "header", "query") == "query";
        var secrets = Secrets.Of(auth, "secret", forHeader: kind != "body_field" && !inQuery);
        switch (kind)
        {
            case "basic":
                if (name.Contains(':', StringComparison.Ordinal) || name.Any(char.IsControl))
                {
                    auth.Fault(
                        "config.bad_value", "basic", "a user name cannot hold ':' or control characters (RFC 7617)");
                }

                return new AuthPlan(AuthKind.Basic, name, secrets);
            case "api_key" when inQuery:
                if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~'))
                {
                    auth.Fault("config.bad_value", "api_key", "a name in a query has letters, digits, '-', '_', '.' and '~' alone");
                }

                return new AuthPlan(AuthKind.QueryField, name, secrets);
            case "header" or "api_key":
                HeaderNames.Check(scope.Log, auth.PlaceOf(kind), name, outgoing: true);
                return new AuthPlan(AuthKind.Header, name, secrets);
            default:
                if (name.Length == 0)
                {
                    auth.Fault("config.bad_value", "body_field", "'body_field' must name a field");
                }

                return new AuthPlan(AuthKind.BodyField, name, secrets);
        }
    }
}
