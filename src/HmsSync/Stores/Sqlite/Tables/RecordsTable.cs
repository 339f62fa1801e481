using HmsSync.Changes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>A number for each record key, so that the hot tables carry no text. A bounded cache saves the look-up.</summary>
internal sealed class RecordsTable(SqliteConnection connection) : IStoreTable
{
    private const int CacheBound = 65_536;

    private readonly Dictionary<Place, Numbered> _cache = [];
    private readonly List<Place> _fresh = [];
    private readonly Statement _find = new(connection, "SELECT id, shown FROM record WHERE topic = ?1 AND key = ?2");
    private readonly Statement _insert = new(connection, "INSERT OR IGNORE INTO record(id, topic, key, shown) VALUES(?1, ?2, ?3, ?4)");
    private readonly Statement _show = new(connection, "UPDATE record SET shown = ?2 WHERE id = ?1");
    private long _last = Newest(connection);
    private long _committedLast = Newest(connection);

    /// <param name="topic">Number of its table or topic.</param>
    /// <param name="key">Of the record.</param>
    /// <param name="isLikelyNew">Nobody has seen it, as far as its sender knows: it is put in before it is looked for.</param>
    public long Id(long topic, RecordKey key, bool isLikelyNew = false) => Known(new Place(topic, key.Json), isLikelyNew).Id;

    /// <summary>The hub feed shows a record, or that it is gone. Its number, and whether the feed had shown it before, as there.</summary>
    /// <param name="topic">Number of its table.</param>
    /// <param name="key">Of the record.</param>
    /// <param name="isThere">It is not gone.</param>
    /// <param name="isLikelyNew">As of <see cref="Id"/>.</param>
    public (long Id, bool WasShown) Show(long topic, RecordKey key, bool isThere, bool isLikelyNew)
    {
        var place = new Place(topic, key.Json);
        var isCached = _cache.TryGetValue(place, out var known);
        if (!isCached && isLikelyNew && Insert(place, isThere) is { } born)
        {
            Keep(place, born);
            return (born.Id, false);
        }

        known = isCached ? known : Known(place, isLikelyNew: false);
        if (known.IsShown != isThere)
        {
            _show.Bind(1, known.Id).Bind(2, isThere ? 1 : 0).Execute();
            Keep(place, known with { IsShown = isThere });
        }

        return (known.Id, known.IsShown);
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
        _show.Dispose();
    }

    private Numbered Known(Place place, bool isLikelyNew)
    {
        if (!_cache.TryGetValue(place, out var known))
        {
            known = (isLikelyNew ? Insert(place) ?? Find(place) : Find(place) ?? Insert(place))
                ?? throw new InvalidOperationException("A record key was neither there nor could it be put in.");
            Keep(place, known);
        }

        return known;
    }

    private void Keep(Place place, Numbered known)
    {
        if (_cache.Count >= CacheBound)
        {
            _cache.Clear();
        }

        _cache[place] = known;
        _fresh.Add(place);
    }

    private static long Newest(SqliteConnection connection)
    {
        using var newest = new Statement(connection, "SELECT max(id) FROM record");
        return newest.Scalar() ?? 0;
    }

    private Numbered? Find(Place place)
    {
        Numbered? found = _find.Bind(1, place.Topic).Bind(2, place.Key).Step()
            ? new Numbered(_find.Int64(0), _find.Int64(1) != 0)
            : null;
        _find.Reset();
        return found;
    }

    /// <summary>Null: it is there already.</summary>
    private Numbered? Insert(Place place, bool isShown = false)
    {
        _insert.Bind(1, _last + 1).Bind(2, place.Topic).Bind(3, place.Key).Bind(4, isShown ? 1 : 0).Execute();
        return _insert.Changed ? new Numbered(++_last, isShown) : null;
    }

    /// <param name="Id">Its number.</param>
    /// <param name="IsShown">The hub feed has shown it last as there.</param>
    private readonly record struct Numbered(long Id, bool IsShown);

    /// <summary>A struct of our own, for it is looked up with each event: tuples with a reference share slower code.</summary>
    private readonly record struct Place(long Topic, string Key);
}
