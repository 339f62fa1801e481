using System.Text.Json;

namespace HmsSync.Changes;

/// <summary>
/// A record's key at a partner as one canonical JSON value: always a text of ASCII JSON, so that 77 of a list and <c>"77"</c>
/// of a doorbell are one key.
/// </summary>
internal static class PartnerKey
{
    /// <summary>Invariant 11: longest key, in characters of JSON.</summary>
    public const int Longest = 1_024;

    /// <summary>Null: the field is missing, null, empty, too long, or no text nor number.</summary>
    /// <param name="record">A strict JSON object.</param>
    /// <param name="path">Field names from the outside in.</param>
    public static string? Of(ReadOnlySpan<byte> record, IReadOnlyList<string> path)
    {
        var reader = new Utf8JsonReader(record);
        reader.Read();
        foreach (var name in path)
        {
            if (reader.TokenType != JsonTokenType.StartObject || !Find(ref reader, name))
            {
                return null;
            }
        }

        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => System.Text.Encoding.ASCII.GetString(reader.ValueSpan),
            _ => null,
        };
        return string.IsNullOrEmpty(text) ? null : Json(text);
    }

    private static string? Json(string text)
    {
        var json = $"\"{JsonEncodedText.Encode(text)}\"";
        return json.Length <= Longest ? json : null;
    }

    private static bool Find(ref Utf8JsonReader reader, string name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
