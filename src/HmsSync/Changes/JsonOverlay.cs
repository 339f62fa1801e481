using System.Buffers;
using System.Text.Json;

namespace HmsSync.Changes;

/// <summary>Lays one flat JSON object over another: fields of the upper replace those of the lower, values byte for byte.</summary>
internal static class JsonOverlay
{
    public static void Write(ReadOnlySpan<byte> lower, ReadOnlySpan<byte> upper, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        var names = upper.IsEmpty ? [] : Names(upper);
        Copy(lower, writer, name => !names.Contains(name));
        Copy(upper, writer, _ => true);
        writer.WriteEndObject();
    }

    /// <summary>The object's fields that are taken, values byte for byte.</summary>
    public static byte[] Pick(ReadOnlySpan<byte> json, Func<string, bool> take)
    {
        var picked = new ArrayBufferWriter<byte>(json.Length + 2);
        using (var writer = new Utf8JsonWriter(picked, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            Copy(json, writer, take);
            writer.WriteEndObject();
        }

        return picked.WrittenSpan.ToArray();
    }

    /// <summary>The object's field names.</summary>
    public static HashSet<string> Names(ReadOnlySpan<byte> json)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var fields = new JsonFields(json);
        while (fields.Next())
        {
            names.Add(fields.Name);
        }

        return names;
    }

    private static void Copy(ReadOnlySpan<byte> json, Utf8JsonWriter writer, Func<string, bool> take)
    {
        if (json.IsEmpty)
        {
            return;
        }

        var fields = new JsonFields(json);
        while (fields.Next())
        {
            if (take(fields.Name))
            {
                writer.WritePropertyName(fields.Name);
                writer.WriteRawValue(fields.Value, skipInputValidation: true);
            }
        }
    }
}
