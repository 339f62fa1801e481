using System.Net;
using System.Net.Sockets;

namespace HmsSync.Configuration.Values;

/// <summary>Networks in CIDR form, and which literal hosts are private.</summary>
internal static class NetworkText
{
    public const string Form = "a network such as 10.0.0.0/8 or fd00::/8";

    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("::/128"), IPNetwork.Parse("::1/128"),
        IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"),
    ];

    /// <summary>Null when the text is no network; a single address is a network of its own.</summary>
    public static IPNetwork? Parse(string text)
    {
        if (text.Contains('/', StringComparison.Ordinal))
        {
            return IPNetwork.TryParse(text, out var network) ? network : null;
        }

        return IPAddress.TryParse(text, out var address) ? new IPNetwork(address, Bits(address)) : null;
    }

    /// <summary>The address a host spells without a name server; null: a name.</summary>
    public static IPAddress? LiteralOf(Uri url)
    {
        if (string.Equals(url.IdnHost, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        return IPAddress.TryParse(url.IdnHost, out var address)
            ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address
            : null;
    }

    public static bool IsPrivate(IPAddress address) => Private.Any(n => n.Contains(address));

    public static bool IsLoopback(Uri url) => LiteralOf(url) is { } address && IPAddress.IsLoopback(address);

    private static int Bits(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
}
