using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HmsSync.Audit;

/// <summary>
/// The hash chain: each row's hash covers the hash before it and the row's canonical bytes, so that a changed, moved or
/// missing row breaks every hash behind it. What was cut off at the end shows only against a checkpoint kept elsewhere.
/// </summary>
internal static class AuditChain
{
    public const int HashBytes = SHA256.HashSizeInBytes;

    // row, at, lane, partner_seq, seq, record, op, outcome, status, attempts, count: 8 bytes each, big endian; then the code.
    private const int Numbers = 11;

    private const int MaxCodeBytes = 128;

    /// <summary>Before the first row of a store: the hash of its epoch, so that no chain fits another store.</summary>
    public static byte[] Genesis(string epoch) => SHA256.HashData(Encoding.UTF8.GetBytes("hms-sync audit 1 " + epoch));

    /// <summary>The row's hash into <paramref name="hash"/> (32 bytes), which may be the same memory as the one before.</summary>
    public static void Hash(ReadOnlySpan<byte> before, long row, in AuditEntry entry, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[HashBytes + (Numbers * 8) + MaxCodeBytes];
        before.CopyTo(bytes);
        var at = HashBytes;
        Write(bytes, ref at, row);
        Write(bytes, ref at, entry.At.Micros);
        Write(bytes, ref at, entry.Lane);
        Write(bytes, ref at, entry.PartnerSeq.Value);
        Write(bytes, ref at, entry.Seq.Value);
        Write(bytes, ref at, entry.Record);
        Write(bytes, ref at, (long)entry.Op);
        Write(bytes, ref at, (long)entry.Outcome);
        Write(bytes, ref at, entry.Status);
        Write(bytes, ref at, entry.Attempts);
        Write(bytes, ref at, entry.Count);
        at += Encoding.UTF8.GetBytes(entry.Code, bytes[at..]);
        SHA256.HashData(bytes[..at], hash);
    }

    private static void Write(Span<byte> bytes, ref int at, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes[at..], value);
        at += 8;
    }
}
