using System.Buffers;
using System.Text.Json;

namespace HmsSync.Adapters.Http.Records;

/// <summary>
/// Lays changed fields over a whole record: objects inside objects are joined, everything else is replaced; what is not
/// changed stays byte for byte.
/// </summary>
internal static class RecordOverlay
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <param name="record">A JSON object.</param>
    /// <param name="changes">Likewise.</param>
    public static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> record, ReadOnlyMemory<byte> changes)
    {
        using var lower = JsonDocument.Parse(record);
        using var upper = JsonDocument.Parse(changes);
        var output = new ArrayBufferWriter<byte>(record.Length + changes.Length);
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            Join(lower.RootElement, upper.RootElement, writer);
        }

        return output.WrittenMemory;
    }

    private static void Join(JsonElement lower, JsonElement upper, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var field in lower.EnumerateObject())
        {
            writer.WritePropertyName(field.Name);
            if (!upper.TryGetProperty(field.Name, out var change))
            {
                Copy(field.Value, writer);
            }
            else if (field.Value.ValueKind == JsonValueKind.Object && change.ValueKind == JsonValueKind.Object)
            {
                Join(field.Value, change, writer);
            }
            else
            {
                Copy(change, writer);
            }
        }

        foreach (var change in upper.EnumerateObject().Where(c => !lower.TryGetProperty(c.Name, out _)))
        {
            writer.WritePropertyName(change.Name);
            Copy(change.Value, writer);
        }

        writer.WriteEndObject();
    }

    private static void Copy(JsonElement value, Utf8JsonWriter writer)
        => writer.WriteRawValue(AnswerJson.Raw(value), skipInputValidation: true);
}
