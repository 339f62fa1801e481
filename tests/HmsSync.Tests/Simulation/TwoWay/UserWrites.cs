namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// What people wrote, on either side, and what stood before their eyes when they did: the ghost log that the oracle judges by.
/// Each written value is one of its kind, so a value tells which write it is. The engine knows nothing of it.
/// </summary>
internal sealed class UserWrites
{
    private readonly Dictionary<string, (string Key, string Field)> _places = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _overwritten = new(StringComparer.OrdinalIgnoreCase);
    private int _count;

    /// <summary>Keys of records that somebody deleted.</summary>
    public HashSet<string> Deleted { get; } = new(StringComparer.Ordinal);

    public int Count => _count;

    /// <summary>A new value, written over the one that was seen.</summary>
    /// <param name="side">A letter for where it is written.</param>
    /// <param name="key">Of the record.</param>
    /// <param name="field">Of the record.</param>
    /// <param name="seen">The value that stood there; null: none.</param>
    public string Write(char side, string key, string field, string? seen)
    {
        var value = $"{side}{++_count}";
        _places[value] = (key, field);
        if (seen is not null)
        {
            _overwritten.Add(seen);
        }

        return value;
    }

    /// <summary>Somebody wrote this value into this field.</summary>
    public bool Knows(string value, string key, string field)
        => _places.TryGetValue(value, out var place) && place == (key, field);

    /// <summary>Somebody who saw the value wrote another over it.</summary>
    public bool IsOverwritten(string value) => _overwritten.Contains(value);

    /// <summary>Values nobody who saw them has replaced: each is the last of its line.</summary>
    public IEnumerable<(string Value, string Key, string Field)> Last()
        => _places.Where(p => !_overwritten.Contains(p.Key)).Select(p => (p.Key, p.Value.Key, p.Value.Field));
}
