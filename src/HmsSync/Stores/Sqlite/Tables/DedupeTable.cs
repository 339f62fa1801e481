using System.Security.Cryptography;
using System.Text;
using HmsSync.Changes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>
/// Foreign ids that were taken, with a hash of what came under them. Kept at least 7 days; only ids that senders make
/// stand here, so feeds of our own cost nothing.
/// </summary>
internal sealed class DedupeTable(SqliteConnection connection) : IStoreTable
{
    private const int HashBytes = 16;

    private readonly Statement _find = new(connection, "SELECT body, seq FROM dedupe WHERE source = ?1 AND id = ?2");

    private readonly Statement _insert = new(
        connection, "INSERT INTO dedupe(day, source, id, body, seq) VALUES(?1, ?2, ?3, ?4, ?5)");

    /// <summary>The event that was journaled under this id, and whether it held the same body.</summary>
    public (Seq Seq, bool SameBody)? Find(long source, string id, ReadOnlySpan<byte> body)
    {
        Span<byte> idHash = stackalloc byte[HashBytes];
        Span<byte> bodyHash = stackalloc byte[HashBytes];
        Hash(id, idHash);
        Hash(body, bodyHash);
        (Seq, bool)? found = null;
        if (_find.Bind(1, source).Bind(2, idHash).Step())
        {
            found = (new Seq(_find.Int64(1)), _find.Blob(0).SequenceEqual(bodyHash));
        }

        _find.Reset();
        return found;
    }

    public void Add(EventTime at, long source, string id, ReadOnlySpan<byte> body, Seq seq)
    {
        Span<byte> idHash = stackalloc byte[HashBytes];
        Span<byte> bodyHash = stackalloc byte[HashBytes];
        Hash(id, idHash);
        Hash(body, bodyHash);
        _insert.Bind(1, Day(at)).Bind(2, source).Bind(3, idHash).Bind(4, bodyHash).Bind(5, seq.Value).Execute();
    }

    /// <summary>Days since 1970-01-01 UTC.</summary>
    public static long Day(EventTime at) => at.Micros / (86_400L * 1_000_000);

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
    }

    private static void Hash(string id, Span<byte> hash) => Hash(Encoding.UTF8.GetBytes(id), hash);

    private static void Hash(ReadOnlySpan<byte> bytes, Span<byte> hash)
    {
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, whole);
        whole[..HashBytes].CopyTo(hash);
    }
}
