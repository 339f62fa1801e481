using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Diagnostics;

namespace HmsSync.Map;

/// <summary>Reads <c>values</c> and <c>unknown</c>.</summary>
/// <remarks>
/// A table is a map of hub texts, or a list of pairs where hub words are numbers, true or false:
/// <c>[[1, "open"], [2, "closed"]]</c>.
/// </remarks>
internal sealed class MappingWords(ConfigSection section, MappingFields fields)
{
    private readonly Dictionary<NamedField, List<(byte[] Hub, byte[] Partner)>> _tables = [];
    private readonly Dictionary<string, ConfigNode> _unknown = [];
    private ConfigNode? _unknownOfAll;

    public void Read()
    {
        foreach (var entry in section.Log.EntriesOf(section.Node("values"), "a map of hub fields and their words"))
        {
            if (fields.Named(entry) is { } field)
            {
                var words = Table(entry.Value);
                Check(field, words);
                _tables[field] = [.. words.Select(w => (w.Hub, w.Partner))];
            }
        }

        Unknown();
    }

    /// <summary>Null: the field has no words.</summary>
    public ValueConverter? Outward(NamedField field)
        => _tables.TryGetValue(field, out var words)
            ? new WordConverter(words.Select(w => (w.Hub, w.Partner)), UnknownOf(field, inward: false))
            : null;

    public ValueConverter? Inward(NamedField field)
    {
        // Only a field that goes out alone may have two hub words on one partner word; there is no way in to build
        // then.
        return field.Direction != FieldDirection.Out && _tables.TryGetValue(field, out var words)
            ? new WordConverter(words.Select(w => (w.Partner, w.Hub)), UnknownOf(field, inward: true))
            : null;
    }

    public bool Has(NamedField field) => _tables.ContainsKey(field);

    /// <summary>Fields of which all words that are not listed become one.</summary>
    public IEnumerable<LossyField> Lossy()
        => from field in _tables.Keys
           where field.Direction == FieldDirection.Both && UnknownOf(field, inward: false).Kind == UnknownKind.Literal
           select new LossyField(
               field.Hub.First,
               (_unknown.GetValueOrDefault(field.Hub.Text) ?? _unknownOfAll!).Place,
               $"all words of '{field.Hub}' that are not listed become one at the partner, so what it makes of them cannot come back",
               $"list every word, or say \"unknown\": {{\"{field.Hub}\": \"keep\"}}");

    private void Unknown()
    {
        switch (section.Node("unknown"))
        {
            case ConfigMap map:
                foreach (var entry in map.Entries)
                {
                    if (fields.Named(entry) is not null && IsWord(entry.Value))
                    {
                        _unknown[entry.Key] = entry.Value;
                    }
                }

                break;
            case { } node when IsWord(node):
                _unknownOfAll = node;
                break;
        }
    }

    private UnknownWord UnknownOf(NamedField field, bool inward)
    {
        var node = _unknown.GetValueOrDefault(field.Hub.Text) ?? _unknownOfAll;
        return (node as ConfigScalar)?.Text switch
        {
            null or "error" => new UnknownWord(UnknownKind.Error, [], null),
            "keep" => new UnknownWord(UnknownKind.Keep, [], null),
            _ => Literal(NodeJson.Write(node!), inward),
        };
    }

    private static UnknownWord Literal(byte[] json, bool inward)
        => new(UnknownKind.Literal, json, inward ? json : null);

    private List<(byte[] Hub, byte[] Partner, Place Place)> Table(ConfigNode node)
    {
        List<(byte[], byte[], Place)> words = [];
        if (node is ConfigList list)
        {
            foreach (var item in list.Items)
            {
                if (item is not ConfigList { Items: [var hub, var partner] })
                {
                    section.Log.WrongType(item, "a pair [hub word, partner word]");
                }
                else if (IsWord(hub) & IsWord(partner))
                {
                    words.Add((NodeJson.Write(hub), NodeJson.Write(partner), item.Place));
                }
            }

            return words;
        }

        foreach (var entry in section.Log.EntriesOf(node, "a map of hub words and partner words, or a list of pairs"))
        {
            if (IsWord(entry.Value))
            {
                words.Add((NodeJson.Text(entry.Key), NodeJson.Write(entry.Value), entry.Place));
            }
        }

        return words;
    }

    private bool IsWord(ConfigNode node)
    {
        if (node is ConfigScalar { IsNull: false })
        {
            return true;
        }

        section.Log.WrongType(node, "a word: a text, a number, true or false");
        return false;
    }

    private void Check(NamedField field, List<(byte[] Hub, byte[] Partner, Place Place)> words)
    {
        foreach (var (index, word) in words.Index())
        {
            foreach (var earlier in words.Take(index))
            {
                if (JsonSame.AreSame(word.Hub, earlier.Hub))
                {
                    section.Log.Add("map.word_twice", word.Place, $"a hub word of '{field.Hub}' stands here twice");
                }
                else if (field.Direction != FieldDirection.Out && JsonSame.AreSame(word.Partner, earlier.Partner))
                {
                    section.Log.Add(
                        "map.not_invertible",
                        word.Place,
                        $"two words of '{field.Hub}' become one, so the way back cannot be found",
                        $"say \"direction\": {{\"{field.Hub}\": \"out\"}}, or give each its own word");
                }
            }
        }
    }
}
