using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace HmsSync.Server.Limits;

/// <summary>How often each address may ask. Of IPv6 a network of 64 bits is one: whoever has one has all of it.</summary>
internal sealed class AddressRates(double perSecond, TimeProvider clock)
{
    /// <summary>Invariant 11: addresses that are counted apart; the others share one count.</summary>
    public const int Most = 10_000;

    private const int NetworkBytes = 8;

    private readonly ConcurrentDictionary<IPAddress, Bucket> _buckets = new();
    private readonly Bucket _others = new(perSecond, clock);

    public bool TryTake(IPAddress? address)
    {
        var network = NetworkOf(address);
        if (_buckets.TryGetValue(network, out var known))
        {
            return known.TryTake();
        }

        if (_buckets.Count >= Most)
        {
            Forget();
        }

        return (_buckets.Count >= Most ? _others : _buckets.GetOrAdd(network, _ => new Bucket(perSecond, clock))).TryTake();
    }

    private void Forget()
    {
        foreach (var (address, bucket) in _buckets)
        {
            if (bucket.IsFull)
            {
                _buckets.TryRemove(address, out _);
            }
        }
    }

    private static IPAddress NetworkOf(IPAddress? address)
    {
        var own = address is null ? IPAddress.None : address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (own.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return own;
        }

        var bytes = own.GetAddressBytes();
        Array.Clear(bytes, NetworkBytes, bytes.Length - NetworkBytes);
        return new IPAddress(bytes);
    }
}
