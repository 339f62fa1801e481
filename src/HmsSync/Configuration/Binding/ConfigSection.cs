using HmsSync.Configuration.Reading;
using HmsSync.Configuration.Values;
using HmsSync.Diagnostics;

namespace HmsSync.Configuration.Binding;

/// <summary>
/// One map of the configuration, read by its shape: every getter tells its own fault and answers null.
/// </summary>
internal sealed class ConfigSection
{
    private readonly ConfigShape _shape;
    private readonly Dictionary<string, ConfigEntry> _entries = [];

    private ConfigSection(Place place, ConfigShape shape, FaultLog log)
    {
        Place = place;
        _shape = shape;
        Log = log;
    }

    public Place Place { get; }

    public FaultLog Log { get; }

    /// <summary>
    /// Takes a map, or nothing for an empty one. Null: it is neither, which is told. Keys that are not known, stand
    /// twice, or are not built are told here.
    /// </summary>
    public static ConfigSection? Open(ConfigNode node, ConfigShape shape, FaultLog log)
    {
        var section = new ConfigSection(node.Place, shape, log);
        switch (node)
        {
            case ConfigMap map:
                foreach (var entry in map.Entries)
                {
                    section.Take(entry);
                }

                return section;
            case ConfigScalar { IsNull: true }:
                return section;
            default:
                log.WrongType(node, $"a map with keys of '{shape.Name}'");
                return null;
        }
    }

    public bool Has(string key) => _entries.ContainsKey(Known(key));

    /// <summary>The value; null when it is not there, is null, or is broken (which is told already).</summary>
    public ConfigNode? Node(string key)
        => _entries.TryGetValue(Known(key), out var entry)
            && entry.Value is not (ConfigBroken or ConfigScalar { IsNull: true })
            ? entry.Value
            : null;

    /// <summary>Where the value of a key stands, or the section when it is not there.</summary>
    public Place PlaceOf(string key) => _entries.TryGetValue(Known(key), out var entry) ? entry.Value.Place : Place;

    /// <summary>Tells a fault at a key's value.</summary>
    public void Fault(string code, string key, string message, string? remedy = null)
        => Log.Add(code, PlaceOf(key), message, remedy);

    /// <summary>Tells that a key must be there, unless it is.</summary>
    public void Require(string key, string why)
    {
        if (!Has(key) || _entries[key].Value is ConfigScalar { IsNull: true })
        {
            Log.Add("config.missing_key", PlaceOf(key), $"'{key}' is missing: {why}");
        }
    }

    public string? Text(string key) => Node(key) is { } node ? Log.TextOf(node) : null;

    /// <summary>A value that is parsed from text; <paramref name="form"/> says what is expected.</summary>
    public T? Parsed<T>(string key, Func<string, T?> parse, string form)
        where T : struct
    {
        var text = Text(key);
        if (text is null || parse(text) is { } value)
        {
            return text is null ? null : parse(text);
        }

        Fault("config.bad_value", key, $"'{key}' must be {form}");
        return null;
    }

    public TimeSpan? Duration(string key) => Parsed(key, DurationText.Parse, DurationText.Form);

    public long? Whole(string key, long min, long max)
        => Parsed<long>(
            key,
            t => long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= min
                && n <= max ? n : null,
            string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"));

    /// <summary>One of some words; null when it is not there or not one of them.</summary>
    public string? Choice(string key, params string[] words)
    {
        var node = Node(key);
        var text = node is null ? null : Log.TextOf(node);
        var word = text?.Replace('_', '-');
        if (text is null || words.FirstOrDefault(w => w.Replace('_', '-') == word) is { } choice)
        {
            return text is null ? null : words.First(w => w.Replace('_', '-') == word);
        }

        Fault("config.bad_value", key, $"'{key}' is none of its words", Nearest.Remedy(text, words));
        return null;
    }

    private string Known(string key)
        => _shape.Keys.Any(k => k.Name == key)
            ? key
            : throw new ArgumentException($"'{key}' is not declared in the shape '{_shape.Name}'", nameof(key));

    private void Take(ConfigEntry entry)
    {
        var key = _shape.Find(entry.Key);
        if (key is null)
        {
            var known = _shape.Keys.Select(k => k.Name).ToArray();
            var message = $"'{entry.Key}' is not a key of '{_shape.Name}'";
            Log.Add("config.unknown_key", entry.Place, message, Nearest.Remedy(entry.Key.Replace('-', '_'), known));
        }
        else if (!key.Built)
        {
            Log.NotBuilt(entry.Place, $"'{key.Name}' of '{_shape.Name}'");
        }
        else if (!_entries.TryAdd(key.Name, entry))
        {
            Log.Add("config.duplicate_key", entry.Place, $"'{key.Name}' stands here twice", "remove one of them");
        }
    }
}
