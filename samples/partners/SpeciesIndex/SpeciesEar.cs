using System.Text.Json;

namespace HmsSync.Partners;

/// <summary>Understands the events of the stream.</summary>
internal static class SpeciesEar
{
    private static readonly JsonElement Nothing = JsonSerializer.SerializeToElement(new object());

    /// <summary>The event as it is remembered; its fields that are of no use here are not.</summary>
    /// <returns>Null: it is none that this index understands.</returns>
    public static (SpeciesLine Line, JsonElement Data)? Read(StreamEvent e)
    {
        if (e.Id is not { } cursor)
        {
            return null;
        }

        if (e.Kind == "gap")
        {
            return (new SpeciesLine(cursor) { Gap = true }, Nothing);
        }

        try
        {
            using var json = JsonDocument.Parse(e.Data);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Read(cursor, json.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (SpeciesLine Line, JsonElement Data) Read(string cursor, JsonElement e)
    {
        var data = e.TryGetProperty("data", out var given) && given.ValueKind == JsonValueKind.Object ? given.Clone() : Nothing;
        var line = new SpeciesLine(cursor)
        {
            Topic = Text(e, "topic"),
            Id = Text(e, "id"),
            Seq = Whole(e, "seq"),
            PartnerSeq = Whole(e, "partner_seq"),
            Rule = Whole(data, "rule"),
            Region = Text(data, "region"),
            Reason = Text(data, "reason"),
            IcuBedsFree = (int?)Whole(data, "icu_beds_free"),
        };
        return (line, data);
    }

    private static string? Text(JsonElement e, string name)
        => e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Whole(JsonElement e, string name)
        => e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole)
            ? whole
            : null;
}
