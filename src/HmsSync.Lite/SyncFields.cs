using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace HmsSync.Lite;

/// <summary>
/// Fields and their values, in the order they came. One that is not there is not known, or may not be seen: that is not null.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "They are an event's fields, as it calls them; no collection to be filled.")]
public sealed class SyncFields : IReadOnlyDictionary<string, JsonElement>
{
    private readonly string _of;
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    internal SyncFields(string of, ReadOnlyMemory<byte> json)
    {
        _of = of;
        if (json.IsEmpty)
        {
            return;
        }

        using var document = JsonDocument.Parse(json);
        foreach (var field in document.RootElement.EnumerateObject())
        {
            _values[field.Name] = field.Value.Clone();
        }
    }

    /// <inheritdoc/>
    public int Count => _values.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _values.Keys;

    /// <inheritdoc/>
    public IEnumerable<JsonElement> Values => _values.Values;

    /// <inheritdoc/>
    public JsonElement this[string key] => _values.TryGetValue(key, out var value)
        ? value
        : throw new KeyNotFoundException(
            $"{_of} came without a field '{key}'; it has {(Count == 0 ? "none" : string.Join(", ", _values.Keys))}.");

    /// <summary>The value of a field as a type of yours; null when it is null.</summary>
    /// <exception cref="KeyNotFoundException">It is not there; says which are.</exception>
    /// <exception cref="JsonException">It is none of that type.</exception>
    public T? Get<T>(string field) => this[field].Deserialize<T>();

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _values.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, out JsonElement value) => _values.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, JsonElement>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
