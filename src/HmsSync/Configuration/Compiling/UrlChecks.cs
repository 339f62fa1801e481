using System.Net;
using HmsSync.Configuration.Values;
using HmsSync.Diagnostics;

namespace HmsSync.Configuration.Compiling;

/// <summary>Says what can be known of a target before it is called.</summary>
internal sealed class UrlChecks(CompileScope scope)
{
    public void Check(Place place, Uri url, IReadOnlyList<IPNetwork> allowed)
    {
        var address = NetworkText.LiteralOf(url);
        if (address is not null && NetworkText.IsPrivate(address) && !allowed.Any(n => n.Contains(address)))
        {
            scope.Log.Warn(
                "config.private_target",
                place,
                $"{address} is a private address: calls to it will be refused",
                $"allow_network: [{address}/{(address.GetAddressBytes().Length == 4 ? 32 : 128)}]");
        }

        CheckScheme(place, url);
    }

    public void CheckScheme(Place place, Uri url)
    {
        var address = NetworkText.LiteralOf(url);
        if (url.Scheme == "http" && (address is null || !IPAddress.IsLoopback(address)))
        {
            scope.Log.Warn(
                "config.clear_text", place, "http:// sends payloads and secrets in clear text", "use https://");
        }
    }
}
