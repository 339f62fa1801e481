using System.Buffers;
using System.Text.Json;

namespace HmsSync.Hubs.Postgres.Values;

/// <summary>
/// Writes PostgreSQL's array text (<c>{1,NULL,"a \"b\""}</c>) as JSON arrays. One whose indices do not begin at 1
/// (<c>[2:3]={7,8}</c>) stays a text: a JSON array cannot say so.
/// </summary>
internal static class PgArrayJson
{
    public static void Write(Utf8JsonWriter writer, in PgValueType type, ReadOnlySpan<byte> text)
    {
        if (text is not [(byte)'{', ..])
        {
            writer.WriteStringValue(text);
            return;
        }

        var element = type.OfElement();
        var rented = ArrayPool<byte>.Shared.Rent(text.Length);
        for (var at = 0; at < text.Length;)
        {
            switch (text[at])
            {
                case (byte)'{': writer.WriteStartArray(); at++; break;
                case (byte)'}': writer.WriteEndArray(); at++; break;
                case var c when c == type.Delimiter: at++; break;
                case (byte)'"':
                    at += Quoted(text[(at + 1)..], rented, out var length);
                    PgValueJson.Write(writer, element, rented.AsSpan(0, length));
                    break;
                default:
                    at += Bare(writer, element, text[at..], type.Delimiter);
                    break;
            }
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Bytes read, both quotes included.</summary>
    private static int Quoted(ReadOnlySpan<byte> text, Span<byte> value, out int length)
    {
        length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                return i + 2;
            }

            i += text[i] == '\\' ? 1 : 0;
            value[length++] = text[i];
        }

        throw new FormatException("An array ends inside an element.");
    }

    private static int Bare(Utf8JsonWriter writer, in PgValueType element, ReadOnlySpan<byte> text, byte delimiter)
    {
        var end = text.IndexOfAny(delimiter, (byte)'}');
        var value = end < 0 ? throw new FormatException("An array ends inside an element.") : text[..end];
        if (value.SequenceEqual("NULL"u8))
        {
            writer.WriteNullValue();
        }
        else
        {
            PgValueJson.Write(writer, element, value);
        }

        return end;
    }
}
