using System.Net;

namespace HmsSync.Deliver.Guard;

/// <summary>
/// Every special block of IPv4 and IPv6 (IANA special-purpose address registries, RFC 6890 and what followed it), and the
/// metadata addresses of the clouds, which lie inside such blocks. The longest prefix decides.
/// </summary>
internal static class AddressTable
{
    public static readonly AddressRange Nat64 = Row("64:ff9b::/96", "NAT64", Reach.Listed);

    private static readonly AddressRange[] Rows =
    [
        Row("0.0.0.0/0", "public", Reach.Open),
        Row("0.0.0.0/8", "this host", Reach.Never),
        Row("10.0.0.0/8", "private", Reach.Listed),
        Row("100.64.0.0/10", "carrier NAT", Reach.Listed),
        Row("100.100.100.200/32", "cloud metadata", Reach.Never),
        Row("127.0.0.0/8", "loopback", Reach.Listed),
        Row("168.63.129.16/32", "cloud metadata", Reach.Never),
        Row("169.254.0.0/16", "link-local", Reach.Never),
        Row("169.254.169.254/32", "cloud metadata", Reach.Never),
        Row("172.16.0.0/12", "private", Reach.Listed),
        Row("192.0.0.0/24", "protocol assignments", Reach.Never),
        Row("192.0.2.0/24", "documentation", Reach.Never),
        Row("192.31.196.0/24", "AS112", Reach.Never),
        Row("192.52.193.0/24", "AMT relay", Reach.Never),
        Row("192.88.99.0/24", "6to4 relay", Reach.Never),
        Row("192.168.0.0/16", "private", Reach.Listed),
        Row("192.175.48.0/24", "AS112", Reach.Never),
        Row("198.18.0.0/15", "benchmarking", Reach.Listed),
        Row("198.51.100.0/24", "documentation", Reach.Never),
        Row("203.0.113.0/24", "documentation", Reach.Never),
        Row("224.0.0.0/4", "multicast", Reach.Never),
        Row("240.0.0.0/4", "reserved", Reach.Never),
        Row("255.255.255.255/32", "broadcast", Reach.Never),

        Row("::/0", "not global unicast", Reach.Never),
        Row("2000::/3", "public", Reach.Open),
        Row("::/96", "IPv4-compatible", Reach.Never),
        Row("::/128", "this host", Reach.Never),
        Row("::1/128", "loopback", Reach.Listed),
        Row("::ffff:0:0/96", "IPv4-mapped", Reach.Never),
        Row("::ffff:0:0:0/96", "IPv4-translated", Reach.Never),
        Nat64,
        Row("64:ff9b:1::/48", "local NAT64", Reach.Never),
        Row("100::/64", "discard", Reach.Never),
        Row("2001::/23", "protocol assignments", Reach.Never),
        Row("2001::/32", "Teredo", Reach.Never),
        Row("2001:db8::/32", "documentation", Reach.Never),
        Row("2002::/16", "6to4", Reach.Never),
        Row("2620:4f:8000::/48", "AS112", Reach.Never),
        Row("3fff::/20", "documentation", Reach.Never),
        Row("5f00::/16", "segment routing", Reach.Never),
        Row("fc00::/7", "private", Reach.Listed),
        Row("fd00:ec2::254/128", "cloud metadata", Reach.Never),
        Row("fd20:ce::254/128", "cloud metadata", Reach.Never),
        Row("fe80::/10", "link-local", Reach.Never),
        Row("fec0::/10", "site-local", Reach.Never),
        Row("ff00::/8", "multicast", Reach.Never),
    ];

    private static readonly AddressRange[] LongestFirst = [.. Rows.OrderByDescending(r => r.Network.PrefixLength)];

    /// <summary>In the order of the table.</summary>
    public static IReadOnlyList<AddressRange> All => Rows;

    /// <summary>The block that decides about an address; mapped addresses must be unmapped before.</summary>
    public static AddressRange Find(IPAddress address) => LongestFirst.First(r => r.Network.Contains(address));

    private static AddressRange Row(string network, string name, Reach reach)
        => new(IPNetwork.Parse(network), name, reach);
}
