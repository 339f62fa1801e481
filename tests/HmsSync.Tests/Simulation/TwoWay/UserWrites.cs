using System.Globalization;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// What people wrote, on any side, and what stood before their eyes when they did: the ghost log that the oracle judges by.
/// Each written value is one of its kind, so a value tells which write it is. The engine knows nothing of it.
/// </summary>
internal sealed class UserWrites
{
    private readonly Dictionary<string, (string Key, string Field, DateTimeOffset At)> _places = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _overwritten = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, HashSet<string>> _also = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>
    /// Keys of records that somebody deleted, as they are called where that was, and where what stood in them was written.
    /// </summary>
    public HashSet<string> Deleted { get; } = new(StringComparer.Ordinal);

    /// <summary>Somebody deletes a record.</summary>
    /// <param name="key">As it is called there.</param>
    /// <param name="values">What stands in it.</param>
    public void Delete(string key, IEnumerable<string?> values)
    {
        Deleted.Add(key);
        Deleted.UnionWith(values.Where(v => v is not null && _places.ContainsKey(v)).Select(v => _places[v!].Key));
    }

    public int Count => _count;

    /// <summary>A new value, written over the one that was seen.</summary>
    /// <param name="side">A letter for where it is written.</param>
    /// <param name="key">Of the record, as it is called there.</param>
    /// <param name="field">Of the record.</param>
    /// <param name="seen">The value that stood there; null: none.</param>
    /// <param name="at">When, by a clock that is right.</param>
    public string Write(string side, string key, string field, string? seen, DateTimeOffset at)
    {
        var value = string.Create(CultureInfo.InvariantCulture, $"{side}{++_count}");
        _places[value] = (key, field, at);
        if (seen is not null)
        {
            _overwritten.Add(seen);
            _seen[value] = seen;
        }

        return value;
    }

    /// <summary>The record has another name too: a partner's own key, or the one that people gave it later.</summary>
    public void IsAlso(string key, string other)
    {
        foreach (var names in _also.Values.Where(names => names.Contains(key)))
        {
            names.Add(other);
        }

        (_also.TryGetValue(key, out var own) ? own : _also[key] = new(StringComparer.Ordinal)).Add(other);
    }

    /// <summary>Somebody wrote this value into this field of the record.</summary>
    public bool Knows(string value, string key, string field)
        => _places.TryGetValue(value, out var place) && place.Field == field && IsCalled(place.Key, key);

    /// <summary>When the value was written; null: nobody wrote it.</summary>
    public DateTimeOffset? At(string? value) => value is not null && _places.TryGetValue(value, out var place) ? place.At : null;

    /// <summary>Somebody who saw the value wrote another over it.</summary>
    public bool IsOverwritten(string value) => _overwritten.Contains(value);

    /// <summary>Whoever wrote the value had the other before their eyes, and replaced it.</summary>
    public bool Replaced(string value, string other)
        => _seen.TryGetValue(value, out var seen) && string.Equals(seen, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Somebody deleted the record, whatever it was called there.</summary>
    public bool WasDeleted(string key) => Deleted.Contains(key) || Deleted.Any(deleted => IsCalled(deleted, key) || IsCalled(key, deleted));

    /// <summary>The record in which the value was written was deleted there.</summary>
    public bool WasDeletedWhereWritten(string value) => _places.TryGetValue(value, out var place) && WasDeleted(place.Key);

    /// <summary>Values nobody who saw them has replaced: each is the last of its line.</summary>
    public IEnumerable<(string Value, string Key, string Field)> Last()
        => _places.Where(p => !_overwritten.Contains(p.Key)).Select(p => (p.Key, p.Value.Key, p.Value.Field));

    public bool IsCalled(string key, string other) => key == other || (_also.TryGetValue(key, out var names) && names.Contains(other));
}
