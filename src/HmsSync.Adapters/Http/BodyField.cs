using System.Text.Json;

namespace HmsSync.Adapters.Http;

/// <summary>Reads one scalar of a JSON object without building it.</summary>
internal static class BodyField
{
    /// <summary>
    /// The text of a string, the digits of a number, <c>true</c> or <c>false</c>; null when the field is missing, null, an
    /// object or array, or text that is not valid Unicode.
    /// </summary>
    /// <param name="body">A JSON object in UTF-8.</param>
    /// <param name="path">Field names from the outside in.</param>
    public static string? Text(ReadOnlySpan<byte> body, IReadOnlyList<string> path)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        for (var depth = 0; depth < path.Count; depth++)
        {
            if (reader.TokenType != JsonTokenType.StartObject || !Find(ref reader, path[depth]))
            {
                return null;
            }
        }

        return reader.TokenType switch
        {
            JsonTokenType.String => Unescaped(ref reader),
            JsonTokenType.Number => System.Text.Encoding.ASCII.GetString(reader.ValueSpan),
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            _ => null,
        };
    }

    /// <summary>Stands on the value of the field, or past the object.</summary>
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

    private static string? Unescaped(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // a lone surrogate, or bytes that are no UTF-8: no url can hold it
        }
    }
}
