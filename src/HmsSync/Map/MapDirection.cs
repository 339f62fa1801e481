using System.Buffers;
using System.Text;
using System.Text.Json;

namespace HmsSync.Map;

/// <summary>
/// One direction of a mapping, compiled: one scan of the payload notes where values stand, one walk of the target's
/// names copies them. Numbers keep their digits because nothing is parsed.
/// </summary>
internal sealed class MapDirection
{
    private const int SlotsOnStack = 64;

    private readonly SourceTree _source = SourceTree.Root();
    private readonly TargetTree _target = TargetTree.Root();
    private readonly List<FieldRule> _rules;
    private readonly byte[][]? _named;
    private readonly bool _outward;

    /// <param name="rules">The fields that go this way, in the order of the file.</param>
    /// <param name="defaults">What fills absent fields of the target.</param>
    /// <param name="named">Source fields that do not go under their own name; null: no unnamed field goes.</param>
    /// <param name="outward">Hub to partner.</param>
    public MapDirection(
        IEnumerable<FieldRule> rules, IEnumerable<DefaultRule> defaults, IEnumerable<string>? named, bool outward)
    {
        _outward = outward;
        _rules = [.. rules];
        _named = named is null ? null : [.. named.Select(Encoding.UTF8.GetBytes)];
        foreach (var (slot, rule) in _rules.Index())
        {
            var (from, to) = outward ? (rule.Hub, rule.Partner) : (rule.Partner, rule.Hub);
            _source.Add(from.Segments, slot);
            _target.Add(to.Segments, new TargetSource(slot, from.Text, outward ? rule.Outward : rule.Inward));
        }

        foreach (var filler in defaults)
        {
            _target.AddDefault(filler.Path.Segments, filler.Json);
        }
    }

    /// <param name="payload">A JSON object in UTF-8.</param>
    /// <param name="defaults">Whether defaults fill what is absent.</param>
    /// <param name="output">Receives one JSON object; whole only when there is no fault.</param>
    /// <param name="only">Hub fields that alone take part, as paths; null: all.</param>
    public MapResult Run(
        ReadOnlySpan<byte> payload, bool defaults, IBufferWriter<byte> output, IReadOnlyList<string>? only = null)
    {
        var count = _rules.Count;
        Span<Slice> slots = count <= SlotsOnStack ? stackalloc Slice[SlotsOnStack] : new Slice[count];
        slots.Clear();
        try
        {
            var reader = new Utf8JsonReader(payload);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return new MapResult("not_json", "");
            }

            _source.Scan(ref reader, slots);
            if (reader.Read())
            {
                return new MapResult("not_json", "");
            }

            var run = new MapRun(payload, slots, defaults, only is null ? [] : Taken(only));
            return new MapWalk(run, output).Write(_target, _named, only);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader says InvalidOperation for a name or a text with half of a \u pair.
            return new MapResult("not_json", "");
        }
    }

    /// <summary>Which slots take part, with one more so that it is never empty.</summary>
    private bool[] Taken(IReadOnlyList<string> only)
        => [.. _rules.Select(r => only.Contains((_outward ? r.Hub : r.Partner).Text, StringComparer.Ordinal)), false];
}
