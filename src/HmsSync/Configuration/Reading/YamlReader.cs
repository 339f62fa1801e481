using HmsSync.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace HmsSync.Configuration.Reading;

/// <summary>
/// Reads the part of YAML that a configuration needs: one document of maps, lists and values. Anchors, aliases and tags
/// are faults: they make a small file large, or a value something else than it looks.
/// </summary>
internal sealed class YamlReader(string file, FaultLog log)
{
    /// <summary>Invariant 11: how deep maps and lists may be nested.</summary>
    public const int MaxDepth = 64;

    private List<ParsingEvent> _events = [];
    private int _next;

    /// <summary>The tree; null when the text as a whole cannot be used. Faults are told either way.</summary>
    public ConfigNode? Read(string text)
    {
        _events = new YamlScreen(file, log).Screen(text) ?? [];
        _next = _events.FindIndex(e => e is NodeEvent);
        if (_next < 0)
        {
            return null;
        }

        var root = Node();
        if (root is ConfigScalar { IsNull: true })
        {
            log.Add("config.empty", new Place(file, 1, 1), "the file is empty", "hms-sync init writes one that works");
            return null;
        }

        return root;
    }

    private ConfigNode Node()
    {
        var at = _events[_next++];
        var place = new Place(file, (int)at.Start.Line, (int)at.Start.Column);
        return at switch
        {
            MappingStart => Map(place),
            SequenceStart => List(place),
            Scalar scalar => Value(scalar, place),
            _ => new ConfigBroken(place),
        };
    }

    private static ConfigScalar Value(Scalar scalar, Place place)
    {
        var quoted = scalar.Style != ScalarStyle.Plain;
        var kind = quoted ? ScalarKind.Text : ConfigScalar.KindOfPlain(scalar.Value);
        return new ConfigScalar(place, scalar.Value, kind, quoted);
    }

    private ConfigList List(Place place)
    {
        List<ConfigNode> items = [];
        while (_events[_next] is not SequenceEnd)
        {
            items.Add(Node());
        }

        _next++;
        return new ConfigList(place, items);
    }

    private ConfigMap Map(Place place)
    {
        List<ConfigEntry> entries = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (_events[_next] is not MappingEnd)
        {
            var key = Node();

            // After a key that is not there the parser may leave the value out too.
            var value = _events[_next] is MappingEnd ? new ConfigBroken(key.Place) : Node();
            if (key is not ConfigScalar { Text.Length: > 0 } name)
            {
                log.Add("config.key", key.Place, "a key must be a plain word");
            }
            else if (!seen.Add(name.Text))
            {
                log.Add("config.duplicate_key", key.Place, $"'{name.Text}' stands here twice", "remove one of them");
            }
            else
            {
                entries.Add(new ConfigEntry(name.Text, key.Place, value));
            }
        }

        _next++;
        return new ConfigMap(place, entries);
    }
}
