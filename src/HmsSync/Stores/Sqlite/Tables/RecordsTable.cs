using HmsSync.Changes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>A number for each record key, so that the hot tables carry no text. A bounded cache saves the look-up.</summary>
internal sealed class RecordsTable(SqliteConnection connection) : IStoreTable
{
    private const int CacheBound = 65_536;

    private readonly Dictionary<(long Topic, string Key), Known> _cache = [];
    private readonly List<(long Topic, string Key)> _fresh = [];
    private readonly Statement _find = new(connection, "SELECT id, shown FROM record WHERE topic = ?1 AND key = ?2");
    private readonly Statement _insert = new(connection, "INSERT INTO record(topic, key) VALUES(?1, ?2) RETURNING id");
    private readonly Statement _show = new(connection, "UPDATE record SET shown = ?2 WHERE id = ?1");

    public long Id(long topic, RecordKey key) => Find(topic, key).Id;

    /// <summary>The hub feed shows a record, or that it is gone. Returns whether it had shown it before, as there.</summary>
    public bool Show(long topic, RecordKey key, bool isThere)
    {
        var known = Find(topic, key);
        if (known.IsShown != isThere)
        {
            _show.Bind(1, known.Id).Bind(2, isThere ? 1 : 0).Execute();
            Keep((topic, key.Json), known with { IsShown = isThere });
        }

        return known.IsShown;
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
        _show.Dispose();
    }

    private Known Find(long topic, RecordKey key)
    {
        var place = (topic, key.Json);
        if (_cache.TryGetValue(place, out var known))
        {
            return known;
        }

        var isThere = _find.Bind(1, topic).Bind(2, key.Json).Step();
        known = isThere ? new Known(_find.Int64(0), _find.Int64(1) != 0) : default;
        _find.Reset();
        known = isThere ? known : new Known(Insert(topic, key), false);
        Keep(place, known);
        return known;
    }

    private void Keep((long Topic, string Key) place, Known known)
    {
        if (_cache.Count >= CacheBound)
        {
            _cache.Clear();
        }

        _cache[place] = known;
        _fresh.Add(place);
    }

    private long Insert(long topic, RecordKey key)
    {
        _insert.Bind(1, topic).Bind(2, key.Json).Step();
        var id = _insert.Int64(0);
        _insert.Execute();
        return id;
    }

    /// <param name="Id">Its number.</param>
    /// <param name="IsShown">The hub feed has shown it last as there.</param>
    private readonly record struct Known(long Id, bool IsShown);
}
