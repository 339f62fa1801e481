using System.Net;

namespace HmsSync.Deliver.Guard;

/// <summary>A block of addresses and whether partners may live there.</summary>
/// <param name="Network">The block.</param>
/// <param name="Name">What it is, for people.</param>
/// <param name="Reach">Who may call it.</param>
internal sealed record AddressRange(IPNetwork Network, string Name, Reach Reach)
{
    public override string ToString() => $"{Name} ({Network})";
}

internal enum Reach
{
    /// <summary>The public internet.</summary>
    Open,

    /// <summary>Only where the partner's <c>allow_network</c> lists it, with a network inside the block.</summary>
    Listed,

    /// <summary>No partner is ever there: metadata services, link-local, multicast, tunnels that hide an IPv4 address.</summary>
    Never,
}
