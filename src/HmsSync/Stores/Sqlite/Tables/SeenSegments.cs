using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Ids that were taken before the newest ones, in segments that never change.</summary>
internal sealed class SeenSegments(SqliteConnection connection) : IDisposable
{
    private const int Pages = 1_024;
    private const int PageShift = 118; // the first 10 bits of a mark
    private const int EntryBytes = 40;

    private readonly Statement _page = new(connection, "SELECT entries FROM seen_page WHERE n = ?1");
    private readonly Statement _putPage = new(connection, "INSERT INTO seen_page(n, entries) VALUES(?1, ?2)");
    private readonly Statement _put = new(connection, "INSERT INTO seen_segment(id, day) VALUES(?1, ?2)");
    private readonly Statement _next = new(connection, "SELECT max(id) + 1 FROM seen_segment");
    private readonly Statement _all = new(connection, "SELECT id FROM seen_segment");
    private readonly Statement _pages = new(connection, "SELECT entries FROM seen_page WHERE n BETWEEN ?1 AND ?2");
    private readonly Statement _old = new(connection, "SELECT id FROM seen_segment WHERE day < ?1 ORDER BY id LIMIT 1");
    private readonly Statement _forgetPages = new(connection, "DELETE FROM seen_page WHERE n BETWEEN ?1 AND ?2");

    // The highest number stays, so that numbers go on.
    private readonly Statement _forget = new(
        connection, "DELETE FROM seen_segment WHERE (id = ?1 OR day = 9000000) AND id < (SELECT max(id) FROM seen_segment)");

    private readonly Statement _emptied = new(connection, "UPDATE seen_segment SET day = 9000000 WHERE id = ?1");

    /// <summary>Null: the segment does not hold it.</summary>
    public SeenEntry? Find(long segment, UInt128 mark)
    {
        SeenEntry? found = null;
        if (_page.Bind(1, PageOf(segment, mark)).Step())
        {
            var entries = _page.Blob(0);
            for (var at = 0; at + EntryBytes <= entries.Length && found is null; at += EntryBytes)
            {
                found = Mark(entries[at..]) == mark ? Entry(entries[at..]) : null;
            }
        }

        _page.Reset();
        return found;
    }

    /// <summary>Writes a segment; returns its number.</summary>
    public long Seal(IEnumerable<KeyValuePair<UInt128, SeenEntry>> entries, long day)
    {
        var segment = _next.Scalar() ?? 0;
        var buffer = new byte[EntryBytes * 256];
        var length = 0;
        var page = -1L;
        foreach (var (mark, entry) in entries.OrderBy(e => e.Key))
        {
            if (PageOf(segment, mark) != page)
            {
                Put(page, buffer.AsSpan(0, length));
                (page, length) = (PageOf(segment, mark), 0);
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, length * 2);
            }

            var at = buffer.AsSpan(length);
            BinaryPrimitives.WriteUInt128BigEndian(at, mark);
            BinaryPrimitives.WriteUInt128BigEndian(at[16..], entry.Body);
            BinaryPrimitives.WriteInt64BigEndian(at[32..], entry.Seq);
            length += EntryBytes;
        }

        Put(page, buffer.AsSpan(0, length));
        _put.Bind(1, segment).Bind(2, day).Execute();
        return segment;
    }

    /// <summary>Reads every mark, once, at start.</summary>
    public void Load(SeenFilter into)
    {
        var segments = new List<long>();
        while (_all.Step())
        {
            segments.Add(_all.Int64(0));
        }

        foreach (var segment in segments)
        {
            _pages.Bind(1, segment * Pages).Bind(2, (segment * Pages) + Pages - 1);
            while (_pages.Step())
            {
                var entries = _pages.Blob(0);
                for (var at = 0; at + EntryBytes <= entries.Length; at += EntryBytes)
                {
                    into.Add(segment, Mark(entries[at..]));
                }
            }
        }
    }

    /// <summary>Forgets the oldest segment of which all is from before the day; null: there is none.</summary>
    public long? Forget(long beforeDay)
    {
        if (_old.Bind(1, beforeDay).Scalar() is not { } segment)
        {
            return null;
        }

        _forgetPages.Bind(1, segment * Pages).Bind(2, (segment * Pages) + Pages - 1).Execute();
        _emptied.Bind(1, segment).Execute();
        _forget.Bind(1, segment).Execute();
        return segment;
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _page, _putPage, _put, _next, _all, _pages, _old, _forgetPages, _forget, _emptied })
        {
            statement.Dispose();
        }
    }

    private void Put(long page, ReadOnlySpan<byte> entries)
    {
        if (!entries.IsEmpty)
        {
            _putPage.Bind(1, page).Bind(2, entries).Execute();
        }
    }

    private static long PageOf(long segment, UInt128 mark) => (segment * Pages) + (long)(mark >> PageShift);

    private static UInt128 Mark(ReadOnlySpan<byte> at) => BinaryPrimitives.ReadUInt128BigEndian(at);

    private static SeenEntry Entry(ReadOnlySpan<byte> at)
        => new(BinaryPrimitives.ReadUInt128BigEndian(at[16..]), BinaryPrimitives.ReadInt64BigEndian(at[32..]));
}

/// <param name="Body">Hash of what came under the id.</param>
/// <param name="Seq">The event that it became.</param>
internal readonly record struct SeenEntry(UInt128 Body, long Seq);
