using System.Net;
using HmsSync.Sdk;

namespace HmsSync.Deliver.Guard;

/// <summary>Judges one address that is about to be dialled.</summary>
internal static class AddressRules
{
    /// <summary>Why the address may not be dialled, or null when it may.</summary>
    /// <param name="address">As the resolver gave it, mapped or not.</param>
    /// <param name="allowed">
    /// The partner's <c>allow_network</c>. A network opens the block it lies in, never one that is wider than the block:
    /// so <c>0.0.0.0/0</c> opens nothing, and there is no switch that turns the guard off.
    /// </param>
    public static TargetRefusedException? Refusal(IPAddress address, IReadOnlyList<IPNetwork> allowed)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var range = AddressTable.Find(plain);
        return range.Reach switch
        {
            Reach.Open => null,
            Reach.Never => new TargetRefusedException(range.ToString(), null),
            Reach.Listed when !IsListed(plain, range.Network, allowed) => new TargetRefusedException(
                range.ToString(), $"allow_network: [{plain}/{(plain.GetAddressBytes().Length * 8)}]"),
            Reach.Listed => range == AddressTable.Nat64 ? Refusal(Embedded(plain), allowed) : null,
        };
    }

    private static bool IsListed(IPAddress address, IPNetwork range, IReadOnlyList<IPNetwork> allowed)
    {
        foreach (var network in allowed)
        {
            if (network.Contains(address)
                && network.PrefixLength >= range.PrefixLength
                && range.Contains(network.BaseAddress))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The IPv4 address that a NAT64 address leads to: its last 32 bits (RFC 6052).</summary>
    private static IPAddress Embedded(IPAddress address) => new(address.GetAddressBytes().AsSpan(12));
}
