using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HmsSync.Changes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>
/// Foreign ids that were taken, with a hash of what came under them. Kept at least 7 days; only ids that senders make stand
/// here, so feeds of our own cost nothing. The newest are in memory and in a table that is only added to; when there are
/// 65,536 they become a segment. So an id costs the same however many there are.
/// </summary>
internal sealed class DedupeTable(SqliteConnection connection) : IStoreTable
{
    private const int HashBytes = 16;

    private readonly Statement _load = new(connection, "SELECT source, id, body, seq FROM seen ORDER BY n");
    private readonly Statement _insert = new(connection, "INSERT INTO seen(day, source, id, body, seq) VALUES(?1, ?2, ?3, ?4, ?5)");
    private readonly Statement _newestDay = new(connection, "SELECT max(day) FROM seen");
    private readonly Statement _empty = new(connection, "DELETE FROM seen");
    private readonly Statement _oldestDay = new(connection, "SELECT day FROM seen ORDER BY n LIMIT 1");
    private readonly Statement _old = new(connection, "SELECT source, id, n FROM seen WHERE day < ?1 ORDER BY n LIMIT ?2");
    private readonly Statement _forget = new(connection, "DELETE FROM seen WHERE n <= ?1");

    private readonly SeenSegments _segments = new(connection);
    private readonly Dictionary<UInt128, SeenEntry> _open = [];
    private readonly List<UInt128> _added = [];
    private readonly List<UInt128> _forgotten = [];
    private readonly List<long> _forgottenSegments = [];
    private readonly List<long> _candidates = [];
    private (long Source, string? Id, UInt128 Hash) _asked;
    private SeenFilter? _filter;
    private long? _sealed;

    /// <summary>Invariant 11: ids in memory.</summary>
    public int OfSegment { get; init; } = 65_536;

    /// <summary>The event that was journaled under this id, and whether it held the same body.</summary>
    public (Seq Seq, bool SameBody)? Find(long source, string id, ReadOnlySpan<byte> body)
    {
        var filter = _filter ?? Load();
        var idHash = Hash(Encoding.UTF8.GetBytes(id));
        var mark = Mark(source, idHash);
        _asked = (source, id, idHash);
        if (_open.TryGetValue(mark, out var entry))
        {
            return (new Seq(entry.Seq), entry.Body == Hash(body));
        }

        _candidates.Clear();
        filter.Candidates(mark, _candidates);
        foreach (var segment in _candidates)
        {
            if (_segments.Find(segment, mark) is { } known)
            {
                return (new Seq(known.Seq), known.Body == Hash(body));
            }
        }

        return null;
    }

    /// <summary>After <see cref="Find"/> found nothing.</summary>
    public void Add(EventTime at, long source, string id, ReadOnlySpan<byte> body, Seq seq)
    {
        var isAsked = _asked.Source == source && ReferenceEquals(_asked.Id, id);
        var (idHash, entry) = (isAsked ? _asked.Hash : Hash(Encoding.UTF8.GetBytes(id)), new SeenEntry(Hash(body), seq.Value));
        Span<byte> idBytes = stackalloc byte[HashBytes];
        Span<byte> bodyBytes = stackalloc byte[HashBytes];
        BinaryPrimitives.WriteUInt128BigEndian(idBytes, idHash);
        BinaryPrimitives.WriteUInt128BigEndian(bodyBytes, entry.Body);
        _insert.Bind(1, Day(at)).Bind(2, source).Bind(3, idBytes).Bind(4, bodyBytes).Bind(5, seq.Value).Execute();
        var mark = Mark(source, idHash);
        _open[mark] = entry;
        _added.Add(mark);
    }

    /// <summary>Forgets a bounded number of ids from before the day; returns how many steps are worth another look.</summary>
    public long Forget(long beforeDay, int max)
    {
        if (_filter is null)
        {
            Load();
        }

        if (_segments.Forget(beforeDay) is { } segment)
        {
            _forgottenSegments.Add(segment);
            return max;
        }

        return _oldestDay.Scalar() < beforeDay ? ForgetOpen(beforeDay, max) : 0;
    }

    public void BeforeCommit()
    {
        if (_open.Count >= OfSegment)
        {
            _sealed = _segments.Seal(_open, _newestDay.Scalar() ?? 0);
            _empty.Execute();
        }
    }

    public void Committed()
    {
        if (_sealed is { } segment)
        {
            foreach (var mark in _open.Keys)
            {
                _filter!.Add(segment, mark);
            }

            _open.Clear();
        }

        _forgotten.ForEach(mark => _open.Remove(mark));
        _forgottenSegments.ForEach(old => _filter!.Remove(old));
        Settle();
    }

    public void RolledBack()
    {
        _added.ForEach(mark => _open.Remove(mark));
        Settle();
    }

    /// <summary>Days since 1970-01-01 UTC.</summary>
    public static long Day(EventTime at) => at.Micros / (86_400L * 1_000_000);

    public void Dispose()
    {
        foreach (var statement in new[] { _load, _insert, _newestDay, _empty, _oldestDay, _old, _forget })
        {
            statement.Dispose();
        }

        _segments.Dispose();
    }

    private void Settle()
    {
        _added.Clear();
        _forgotten.Clear();
        _forgottenSegments.Clear();
        _sealed = null;
    }

    private long ForgetOpen(long beforeDay, int max)
    {
        var last = 0L;
        _old.Bind(1, beforeDay).Bind(2, max);
        while (_old.Step())
        {
            _forgotten.Add(Mark(_old.Int64(0), BinaryPrimitives.ReadUInt128BigEndian(_old.Blob(1))));
            last = _old.Int64(2);
        }

        _forget.Bind(1, last).Execute();
        return _forgotten.Count;
    }

    private SeenFilter Load()
    {
        var filter = new SeenFilter();
        _segments.Load(filter);
        _open.Clear();
        while (_load.Step())
        {
            _open[Mark(_load.Int64(0), Padded(_load.Blob(1)))] = new SeenEntry(Padded(_load.Blob(2)), _load.Int64(3));
        }

        return _filter = filter;
    }

    private static UInt128 Padded(ReadOnlySpan<byte> hash)
    {
        Span<byte> whole = stackalloc byte[HashBytes];
        hash[..Math.Min(hash.Length, HashBytes)].CopyTo(whole);
        return BinaryPrimitives.ReadUInt128BigEndian(whole);
    }

    /// <summary>Ids of two senders have nothing to do with each other.</summary>
    private static UInt128 Mark(long source, UInt128 id)
    {
        var salt = unchecked((ulong)source * 0x9E37_79B9_7F4A_7C15); // 2^64 by the golden ratio: neighbours lie far apart
        return id ^ new UInt128(salt, ~salt);
    }

    private static UInt128 Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, whole);
        return BinaryPrimitives.ReadUInt128BigEndian(whole);
    }
}
