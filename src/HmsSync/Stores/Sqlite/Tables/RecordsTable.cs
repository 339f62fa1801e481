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
    private readonly Statement _insert = new(connection, "INSERT INTO record(topic, key) VALUES(?1, ?2) RETURNING id");

    public long Id(long topic, RecordKey key)
    {
        var place = (topic, key.Json);
        if (_cache.TryGetValue(place, out var known))
        {
            return known;
        }

        var id = _find.Bind(1, topic).Bind(2, key.Json).Scalar() ?? Insert(topic, key);
        if (_cache.Count >= CacheBound)
        {
            _cache.Clear();
        }

        _cache[place] = id;
        _fresh.Add(place);
        return id;
    }

    public void Committed() => _fresh.Clear();

    public void RolledBack()
    {
        _fresh.ForEach(place => _cache.Remove(place));
        _fresh.Clear();
    }

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
    }

    private long Insert(long topic, RecordKey key)
    {
        _insert.Bind(1, topic).Bind(2, key.Json).Step();
        var id = _insert.Int64(0);
        _insert.Execute();
        return id;
    }
}
