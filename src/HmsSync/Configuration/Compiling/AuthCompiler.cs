using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;

namespace HmsSync.Configuration.Compiling;

/// <summary>Compiles <c>auth</c>: how a push proves who we are.</summary>
internal sealed class AuthCompiler(CompileScope scope)
{
    private static readonly string[] Kinds = ["bearer", "basic", "header", "body_field"];

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
        if (kind == "bearer")
        {
            if (auth.Has("secret"))
            {
                auth.Fault(
                    "config.bad_value", "secret", "'bearer' is the secret itself",
                    "write auth: { bearer: \"${NAME}\" }");
            }

            return new AuthPlan(AuthKind.Bearer, "", Secrets.Of(auth, "bearer", forHeader: true));
        }

        auth.Require(kind, "its name");
        var name = auth.Text(kind) ?? "";
        var secrets = Secrets.Of(auth, "secret", forHeader: kind != "body_field");
        switch (kind)
        {
            case "basic":
                if (name.Contains(':', StringComparison.Ordinal) || name.Any(char.IsControl))
                {
                    auth.Fault(
                        "config.bad_value", "basic", "a user name cannot hold ':' or control characters (RFC 7617)");
                }

                return new AuthPlan(AuthKind.Basic, name, secrets);
            case "header":
                HeaderNames.Check(scope.Log, auth.PlaceOf("header"), name, outgoing: true);
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
