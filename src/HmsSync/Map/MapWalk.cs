using System.Buffers;
using System.Text.Json;

namespace HmsSync.Map;

/// <summary>Writes one mapped payload.</summary>
internal readonly ref struct MapWalk(MapRun run, IBufferWriter<byte> output)
{
    private static readonly byte[] Null = "null"u8.ToArray();

    private readonly MapRun _run = run;

    /// <param name="target">The names to write.</param>
    /// <param name="named">Source fields that do not go under their own name; null: no unnamed field goes.</param>
    /// <param name="only">The only fields that may go under their own name; null: all.</param>
    public MapResult Write(TargetTree target, byte[][]? named, IReadOnlyList<string>? only)
    {
        output.Write("{"u8);
        var first = true;
        var result = Inside(target, ref first);
        if (result.IsFault)
        {
            return result;
        }

        if (named is not null)
        {
            Rest(named, only, first);
        }

        output.Write("}"u8);
        return MapResult.Mapped;
    }

    private MapResult Inside(TargetTree parent, ref bool first)
    {
        foreach (var node in parent.Inside)
        {
            var result = node.Inside.Count > 0 ? Nested(node, ref first) : Leaf(node, ref first);
            if (result.IsFault)
            {
                return result;
            }
        }

        return MapResult.Mapped;
    }

    private MapResult Nested(TargetTree node, ref bool first)
    {
        if (!node.IsPresent(in _run))
        {
            return MapResult.Mapped;
        }

        Begin(node.Name, ref first);
        output.Write("{"u8);
        var firstInside = true;
        var result = Inside(node, ref firstInside);
        output.Write("}"u8);
        return result;
    }

    private MapResult Leaf(TargetTree node, ref bool first)
    {
        // Invariant 8: without a source that came and without a default, no name is written; null stays null.
        if (node.Pick(in _run) is not { } source)
        {
            if (node.Default(in _run) is { } filler)
            {
                Begin(node.Name, ref first);
                output.Write(filler);
            }

            return MapResult.Mapped;
        }

        var value = _run.Slots[source.Slot].Of(_run.Payload);
        Begin(node.Name, ref first);
        if (source.Converter is null || value.SequenceEqual(Null))
        {
            output.Write(value);
            return MapResult.Mapped;
        }

        var code = source.Converter.Convert(value, output);
        return code.Length == 0 ? MapResult.Mapped : new MapResult(code, source.Field);
    }

    private void Rest(byte[][] named, IReadOnlyList<string>? only, bool first)
    {
        var reader = new Utf8JsonReader(_run.Payload);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var goes = Goes(ref reader, named, only);
            reader.Read();
            reader.Skip();
            if (goes)
            {
                Begin(_run.Payload[start..(int)reader.BytesConsumed], ref first);
            }
        }
    }

    private static bool Goes(ref Utf8JsonReader name, byte[][] named, IReadOnlyList<string>? only)
    {
        foreach (var other in named)
        {
            if (name.ValueTextEquals(other))
            {
                return false;
            }
        }

        return only is null || only.Contains(Changes.FieldPath.Of(name.GetString()!).Text, StringComparer.Ordinal);
    }

    private void Begin(ReadOnlySpan<byte> name, ref bool first)
    {
        if (!first)
        {
            output.Write(","u8);
        }

        first = false;
        output.Write(name);
    }
}
