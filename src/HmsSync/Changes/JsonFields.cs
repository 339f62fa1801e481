using System.Text.Json;

namespace HmsSync.Changes;

/// <summary>Walks the top-level fields of a JSON object in UTF-8 that is known to be well formed; values are its own bytes.</summary>
internal ref struct JsonFields
{
    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;
    private string? _name;
    private bool _isEscaped;

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
        return walk.Find(name.AsSpan()) ? walk.Value : default;
    }

    /// <summary>True: the object has the field that the walk has come to.</summary>
    public readonly bool IsIn(ReadOnlySpan<byte> json)
    {
        var walk = new JsonFields(json);
        if (_isEscaped)
        {
            return walk.Find(Unescaped());
        }

        while (walk.Next())
        {
            if (walk._isEscaped ? walk.Name == FieldNames.Of(NameBytes) : walk.NameBytes.SequenceEqual(NameBytes))
            {
                return true;
            }
        }

        return false;
    }

    public string Name => _name ??= _isEscaped ? Unescaped() : FieldNames.Of(NameBytes);

    /// <summary>The name's bytes as they stand, without the quotes.</summary>
    public ReadOnlySpan<byte> NameBytes { get; private set; }

    /// <summary>The value's bytes as they stand, strings with their quotes.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Where <see cref="Value"/> begins in the object.</summary>
    public int Start { get; private set; }

    public bool Next()
    {
        if (_json.IsEmpty || !_reader.Read() || _reader.TokenType != JsonTokenType.PropertyName)
        {
            return false;
        }

        (_name, _isEscaped) = (null, _reader.ValueIsEscaped);
        NameBytes = _reader.ValueSpan;
        TakeValue();
        return true;
    }

    /// <summary>Goes on to the field of this name; makes no text of any name, nor sets <see cref="Name"/>.</summary>
    public bool Find(ReadOnlySpan<char> name)
    {
        while (!_json.IsEmpty && _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = _reader.ValueTextEquals(name);
            TakeValue();
            if (found)
            {
                return true;
            }
        }

        return false;
    }

    private readonly string Unescaped()
    {
        var quoted = new Utf8JsonReader((byte[])[(byte)'"', .. NameBytes, (byte)'"']);
        quoted.Read();
        return quoted.GetString()!;
    }

    private void TakeValue()
    {
        _reader.Read();
        Start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        Value = _json[Start..(int)_reader.BytesConsumed];
    }
}
