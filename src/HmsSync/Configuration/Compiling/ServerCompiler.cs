using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Configuration.Values;

namespace HmsSync.Configuration.Compiling;

/// <summary>Compiles <c>server</c>.</summary>
internal sealed class ServerCompiler(CompileScope scope)
{
    private static readonly Uri Usual = new("http://127.0.0.1:8080");

    public ServerPlan Compile(ConfigNode? node)
    {
        var server = node is null ? null : ConfigSection.Open(node, ConfigShapes.Server, scope.Log);
        if (server is null)
        {
            return new ServerPlan(Usual, AuthRequired: true, []);
        }

        var listen = server.Text("listen") is { } text ? Listen(server, text) : Usual;
        scope.OnLoopback = NetworkText.IsLoopback(listen);
        var required = server.Choice("auth", "required", "none") != "none";
        if (!required && !scope.OnLoopback)
        {
            server.Fault(
                "config.auth_none",
                "auth",
                "'auth: none' makes every caller admin, and 'listen' is not a loopback address",
                "write auth: required, or listen on 127.0.0.1");
        }

        return new ServerPlan(listen, required, Origins(server))
        {
            RatePerAddress = server.Parsed("rate", RateText.Parse, RateText.Form),
        };
    }

    private static Uri Listen(ConfigSection server, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url is { Scheme: "http", PathAndQuery: "/", UserInfo: "" })
        {
            return url;
        }

        server.Fault(
            "config.bad_value",
            "listen",
            "'listen' must be http://address:port without a path",
            "TLS belongs to a proxy in front; all addresses are http://0.0.0.0:8080");
        return Usual;
    }

    private List<string> Origins(ConfigSection server)
    {
        List<string> origins = [];
        var node = server.Node("cors");
        foreach (var item in node is ConfigList list ? list.Items : node is null ? [] : [node])
        {
            var text = scope.Log.TextOf(item);
            if (text is null)
            {
                continue;
            }

            if (Uri.TryCreate(text, UriKind.Absolute, out var url)
                && url.Scheme is "http" or "https"
                && string.Equals(url.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase))
            {
                origins.Add(text.ToLowerInvariant());
                continue;
            }

            scope.Log.Add(
                "config.bad_value", item.Place, "an origin is scheme://host or scheme://host:port, nothing after it",
                "list each");
        }

        return origins;
    }
}
