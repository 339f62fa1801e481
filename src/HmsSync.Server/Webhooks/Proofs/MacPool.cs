using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace HmsSync.Server.Webhooks.Proofs;

/// <summary>
/// HMAC-SHA256 by one key. To make one costs more than to use it, so they are used again; as many as are at work at once.
/// </summary>
internal sealed class MacPool(byte[] key)
{
    private readonly ConcurrentBag<IncrementalHash> _idle = [];

    /// <summary>The MAC of both parts, one behind the other.</summary>
    public void Write(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, Span<byte> mac)
    {
        var hash = _idle.TryTake(out var idle) ? idle : IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(head);
        hash.AppendData(body);
        hash.GetHashAndReset(mac);
        _idle.Add(hash);
    }
}
