using HmsSync.Diagnostics;

namespace HmsSync.Configuration.Reading;

/// <summary>
/// What a user wrote, as a tree with places; the same for YAML and JSON. Never printed: it may hold secrets.
/// </summary>
internal abstract class ConfigNode(Place place)
{
    public Place Place { get; } = place;
}

/// <summary>Names and values in the order they are written; a name stands in it once.</summary>
internal sealed class ConfigMap(Place place, IReadOnlyList<ConfigEntry> entries) : ConfigNode(place)
{
    public IReadOnlyList<ConfigEntry> Entries { get; } = entries;

    /// <summary>The value of exactly this name; null: not there.</summary>
    public ConfigNode? Find(string key)
        => Entries.FirstOrDefault(e => string.Equals(e.Key, key, StringComparison.Ordinal))?.Value;
}

internal sealed class ConfigEntry(string key, Place place, ConfigNode value)
{
    public string Key { get; } = key;

    /// <summary>Where the name stands.</summary>
    public Place Place { get; } = place;

    public ConfigNode Value { get; } = value;
}

internal sealed class ConfigList(Place place, IReadOnlyList<ConfigNode> items) : ConfigNode(place)
{
    public IReadOnlyList<ConfigNode> Items { get; } = items;
}

/// <summary>A node whose fault is already told; readers pass over it in silence.</summary>
internal sealed class ConfigBroken(Place place) : ConfigNode(place);
