using HmsSync.Changes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>A number for each record key, so that the hot tables carry no text. A bounded cache saves the look-up.</summary>
internal sealed class RecordsTable(SqliteConnection connection) : IStoreTable
{
    private const int CacheBound = 65_536;

    private readonly Dictionary<(long Topic, string Key), long> _cache = [];
    private readonly List<(long Topic, string Key)> _fresh = [];
    private readonly Statement _find = new(connection, "SELECT id FROM record WHERE topic = ?1 AND key = ?2");
    private readonly Statement _insert = new(connection, "INSERT OR IGNORE INTO record(id, topic, key) VALUES(?1, ?2, ?3)");
    private long _last = Newest(connection);
    private long _committedLast = Newest(connection);

    /// <param name="topic">Number of its table or topic.</param>
    /// <param name="key">Of the record.</param>
    /// <param name="isLikelyNew">Nobody has seen it, as far as its sender knows: it is put in before it is looked for.</param>
    public long Id(long topic, RecordKey key, bool isLikelyNew = false)
    {
        var place = (topic, key.Json);
        if (_cache.TryGetValue(place, out var known))
        {
            return known;
        }

        var id = (isLikelyNew ? Insert(topic, key) ?? Find(topic, key) : Find(topic, key) ?? Insert(topic, key))
            ?? throw new InvalidOperationException("A record key was neither there nor could it be put in.");
        if (_cache.Count >= CacheBound)
        {
            _cache.Clear();
        }

        _cache[place] = id;
        _fresh.Add(place);
        return id;
    }

    public void Committed()
    {
        _committedLast = _last;
        _fresh.Clear();
    }

    public void RolledBack()
    {
        _last = _committedLast;
        _fresh.ForEach(place => _cache.Remove(place));
        _fresh.Clear();
    }

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
    }

    private static long Newest(SqliteConnection connection)
    {
        using var newest = new Statement(connection, "SELECT max(id) FROM record");
        return newest.Scalar() ?? 0;
    }

    private long? Find(long topic, RecordKey key) => _find.Bind(1, topic).Bind(2, key.Json).Scalar();

    /// <summary>Null: it is there already.</summary>
    private long? Insert(long topic, RecordKey key)
    {
        _insert.Bind(1, _last + 1).Bind(2, topic).Bind(3, key.Json).Execute();
        return _insert.Changed ? ++_last : null;
    }
}
