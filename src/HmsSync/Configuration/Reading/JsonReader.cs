using System.Text;
using System.Text.Json;
using HmsSync.Diagnostics;

namespace HmsSync.Configuration.Reading;

/// <summary>
/// Reads strict JSON (RFC 8259) into the same tree: no comments, no trailing commas, no name twice, no lone surrogates.
/// </summary>
internal ref struct JsonReader
{
    private readonly string _file;
    private readonly FaultLog _log;
    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;

    private JsonReader(string file, ReadOnlySpan<byte> json, FaultLog log)
    {
        _file = file;
        _log = log;
        _json = json;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = YamlReader.MaxDepth });
    }

    /// <summary>The tree; null when the text is not JSON. Faults are told either way.</summary>
    public static ConfigNode? Read(string file, string text, FaultLog log)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            log.Add("config.empty", new Place(file, 1, 1), "the file is empty", "the least a JSON file holds is {}");
            return null;
        }

        var json = Encoding.UTF8.GetBytes(text);
        var reader = new JsonReader(file, json, log);
        return reader.Root();
    }

    private ConfigNode? Root()
    {
        try
        {
            _reader.Read();
            var root = Node();
            _reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            var place = new Place(_file, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1);
            var deep = _reader.CurrentDepth >= YamlReader.MaxDepth - 1;
            _log.Add(
                deep ? "config.too_deep" : "config.json",
                place,
                deep ? $"nested deeper than {YamlReader.MaxDepth} levels" : "this is not JSON",
                deep ? null : "look for a missing quote, a comment, or a comma too many or too few");
            return null;
        }
    }

    private ConfigNode Node()
    {
        var place = Here();
        return _reader.TokenType switch
        {
            JsonTokenType.StartObject => Map(place),
            JsonTokenType.StartArray => List(place),
            JsonTokenType.String => Text(place) is { } text
                ? new ConfigScalar(place, text, ScalarKind.Text, quoted: true)
                : new ConfigBroken(place),
            JsonTokenType.Number => Word(place, ScalarKind.Number),
            JsonTokenType.True => Word(place, ScalarKind.True),
            JsonTokenType.False => Word(place, ScalarKind.False),
            _ => Word(place, ScalarKind.Null),
        };
    }

    private readonly ConfigScalar Word(Place place, ScalarKind kind)
        => new(place, Encoding.UTF8.GetString(_reader.ValueSpan), kind, quoted: false);

    private readonly string? Text(Place place)
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            _log.Add(
                "config.lone_surrogate", place, "half of a \\u pair stands alone",
                "write both halves or the character");
            return null;
        }
    }

    private ConfigList List(Place place)
    {
        List<ConfigNode> items = [];
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Node());
        }

        return new ConfigList(place, items);
    }

    private ConfigMap Map(Place place)
    {
        List<ConfigEntry> entries = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var at = Here();
            var name = Text(at);
            _reader.Read();
            var value = Node();
            if (name is not null && !seen.Add(name))
            {
                _log.Add("config.duplicate_key", at, $"'{name}' stands here twice", "remove one of them");
            }
            else if (name is not null)
            {
                entries.Add(new ConfigEntry(name, at, value));
            }
        }

        return new ConfigMap(place, entries);
    }

    private readonly Place Here()
    {
        var before = _json[..(int)_reader.TokenStartIndex];
        var line = before[(before.LastIndexOf((byte)'\n') + 1)..];
        return new Place(_file, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(line) + 1);
    }
}
