using System.Text.Json;

namespace HmsSync.Changes;

/// <summary>Walks the top-level fields of a JSON object in UTF-8 that is known to be well formed; values are its own bytes.</summary>
internal ref struct JsonFields
{
    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;

    public JsonFields(ReadOnlySpan<byte> json)
    {
        _json = json;
        _reader = new Utf8JsonReader(json);
        if (!json.IsEmpty)
        {
            _reader.Read();
        }
    }

    /// <summary>The field's raw value; empty: absent.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> json, string name)
    {
        var walk = new JsonFields(json);
        while (walk.Next())
        {
            if (walk.Name == name)
            {
                return walk.Value;
            }
        }

        return default;
    }

    public string Name { get; private set; } = "";

    /// <summary>The value's bytes as they stand, strings with their quotes.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool Next()
    {
        if (_json.IsEmpty || !_reader.Read() || _reader.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        Name = _reader.GetString() ?? "";
        _reader.Read();
        var start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        Value = _json[start..(int)_reader.BytesConsumed];
        return true;
    }
}
