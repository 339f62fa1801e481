using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HmsSync.Changes;

namespace HmsSync.Deliver;

/// <summary>
/// The key of one body of one delivery: the same for every try, restart and replay, another for any other (invariant 3).
/// Opaque: a hash of numbers, never of data.
/// </summary>
internal sealed class IdempotencyKey
{
    /// <summary>Characters of a key.</summary>
    public const int Length = 22;

    private const int KeyBytes = 16;

    private readonly byte[] _prefix;

    /// <param name="epoch">The store's epoch: another store's deliveries have other keys.</param>
    /// <param name="partner">Whose delivery.</param>
    /// <param name="body">Which body: goes up when the mapping changes.</param>
    public IdempotencyKey(string epoch, Participant partner, int body)
        => _prefix = SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"hms-sync key 1\n{epoch}\n{partner.Name}\n{body}")));

    /// <summary>The key of one of the effects that a handler makes in the name of a delivery.</summary>
    /// <param name="partnerSeq">The delivery; 0: none.</param>
    /// <param name="effect">Which one: names and numbers of the configuration, never data.</param>
    public string OfPush(PartnerSeq partnerSeq, string effect)
    {
        // Invariant 3: the place of the push in its delivery, so that a handler that is tried again has the same keys.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"push\n{Of(partnerSeq)}\n{effect}"), hash);
        return Base64Url.EncodeToString(hash[..KeyBytes]);
    }

    /// <summary>22 characters of base64url.</summary>
    public string Of(PartnerSeq partnerSeq)
    {
        Span<byte> ascii = stackalloc byte[Length];
        Write(partnerSeq, ascii);
        return Encoding.ASCII.GetString(ascii);
    }

    /// <summary>The key of a delivery whose body follows from what the partner holds: with each state of the link another.</summary>
    public string Of(PartnerSeq partnerSeq, int revision)
    {
        Span<byte> ascii = stackalloc byte[Length];
        Write(partnerSeq, revision, ascii);
        return Encoding.ASCII.GetString(ascii);
    }

    /// <summary>As <see cref="Of(PartnerSeq)"/>, in ASCII.</summary>
    public void Write(PartnerSeq partnerSeq, Span<byte> ascii) => Write(partnerSeq, null, ascii);

    private void Write(PartnerSeq partnerSeq, int? revision, Span<byte> ascii)
    {
        // Invariant 3: numbers only, so that the same delivery has the same key for ever and whatever it holds.
        Span<byte> input = stackalloc byte[SHA256.HashSizeInBytes + sizeof(long) + (revision is null ? 0 : sizeof(int))];
        _prefix.CopyTo(input);
        BinaryPrimitives.WriteInt64BigEndian(input[SHA256.HashSizeInBytes..], partnerSeq.Value);
        if (revision is { } body)
        {
            BinaryPrimitives.WriteInt32BigEndian(input[(SHA256.HashSizeInBytes + sizeof(long))..], body);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        Base64Url.EncodeToUtf8(hash[..KeyBytes], ascii);
    }
}
