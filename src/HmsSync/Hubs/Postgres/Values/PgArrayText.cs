using System.Text;
using System.Text.Json;

namespace HmsSync.Hubs.Postgres.Values;

/// <summary>Reads a JSON array into PostgreSQL's array text; every element is quoted, so none is taken for another.</summary>
internal static class PgArrayText
{
    /// <summary>Null: an element cannot be held.</summary>
    public static string? Of(in PgValueType type, ReadOnlySpan<byte> json)
    {
        var text = new StringBuilder(json.Length + 16);
        return Append(type, json, text) ? text.ToString() : null;
    }

    private static bool Append(in PgValueType type, ReadOnlySpan<byte> json, StringBuilder text)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        text.Append('{');
        for (var isFirst = true; reader.Read() && reader.TokenType != JsonTokenType.EndArray; isFirst = false)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            text.Append(isFirst ? "" : ((char)type.Delimiter).ToString());
            if (!AppendElement(type, json[start..(int)reader.BytesConsumed], text))
            {
                return false;
            }
        }

        text.Append('}');
        return true;
    }

    private static bool AppendElement(in PgValueType type, ReadOnlySpan<byte> json, StringBuilder text)
    {
        if (json[0] == 'n')
        {
            text.Append("NULL");
            return true;
        }

        if (json[0] == '[' && type.Element != PgValueKind.Json)
        {
            return Append(type, json, text);
        }

        if (PgValueText.Read(type.OfElement(), json) is not { } element)
        {
            return false;
        }

        text.Append('"')
            .Append(element.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal))
            .Append('"');
        return true;
    }
}
