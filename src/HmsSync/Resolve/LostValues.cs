using System.Buffers;
using System.Text;
using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Resolve;

/// <summary>
/// Conflicts as text, to stand in the hub beside the write that made a value lose: whoever meets the write after a crash
/// knows what it cost (invariant 6).
/// </summary>
internal static class LostValues
{
    public static string Write(IReadOnlyList<FieldConflict> conflicts)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartArray();
            foreach (var conflict in conflicts)
            {
                writer.WriteStartObject();
                writer.WriteString("field", conflict.Field);
                writer.WriteString("rule", conflict.Rule);
                writer.WriteString("winner", conflict.Winner.Name);
                Value(writer, "hub", conflict.HubValue);
                Value(writer, "partner", conflict.PartnerValue);
                Value(writer, "base", conflict.Base);
                writer.WriteNumber("hub_at", conflict.HubAt.Micros);
                writer.WriteNumber("partner_at", conflict.PartnerAt.Micros);
                writer.WriteString("why", conflict.Why);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <param name="text">As written; null: nothing was lost.</param>
    public static IReadOnlyList<FieldConflict> Read(string? text)
    {
        if (text is null)
        {
            return [];
        }

        using var json = JsonDocument.Parse(text);
        return [.. json.RootElement.EnumerateArray().Select(conflict => new FieldConflict(
            conflict.GetProperty("field").GetString()!,
            conflict.GetProperty("rule").GetString()!,
            new Participant(conflict.GetProperty("winner").GetString()!),
            Value(conflict, "hub"),
            Value(conflict, "partner"),
            Value(conflict, "base"),
            new EventTime(conflict.GetProperty("hub_at").GetInt64()),
            new EventTime(conflict.GetProperty("partner_at").GetInt64()),
            conflict.GetProperty("why").GetString()!))];
    }

    /// <summary>Absent stays absent (invariant 8).</summary>
    private static void Value(Utf8JsonWriter writer, string name, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(value.Span, skipInputValidation: true);
        }
    }

    private static ReadOnlyMemory<byte> Value(JsonElement conflict, string name)
        => conflict.TryGetProperty(name, out var value) ? Encoding.UTF8.GetBytes(value.GetRawText()) : default;
}
