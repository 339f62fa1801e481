using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HmsSync.Changes;

namespace HmsSync.Lanes;

/// <summary>
/// Names traces and spans by numbers of the store, so that they need not be kept: the same delivery has the same ones on every try.
/// They tell apart, and are no secret.
/// </summary>
internal sealed class TraceIds
{
    private readonly ulong _seed;

    public TraceIds(string epoch)
        => _seed = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"hms-sync trace 1\n{epoch}")));

    /// <summary>A <c>traceparent</c> of version 00.</summary>
    /// <param name="root">The event that began it.</param>
    /// <param name="given">The <c>traceparent</c> it came with; null: none.</param>
    /// <param name="lane">The lane that delivers.</param>
    /// <param name="partnerSeq">The delivery's number.</param>
    public string Of(Seq root, string? given, int lane, PartnerSeq partnerSeq)
    {
        var high = Mix(_seed ^ (ulong)root.Value);
        var span = Mix(Mix(_seed + (ulong)lane) ^ (ulong)partnerSeq.Value) | 1; // an id is never all zero
        return given is null
            ? string.Create(CultureInfo.InvariantCulture, $"00-{high:x16}{Mix(high) | 1:x16}-{span:x16}-01")
            : string.Create(CultureInfo.InvariantCulture, $"{given.AsSpan(0, 36)}{span:x16}{given.AsSpan(52)}");
    }

    /// <summary>The finaliser of SplitMix64: neighbours come out far apart.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9e3779b97f4a7c15;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
