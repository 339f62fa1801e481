using System.Buffers;
using System.Text.Json;
using HmsSync.Hubs.Postgres.Catalogue;

namespace HmsSync.Hubs.Postgres.Values;

/// <summary>
/// Array literals (PostgreSQL manual, 8.15.6): <c>{1,NULL,"a \"b\"",{…}}</c> → nested JSON arrays. One with bounds of its own
/// (<c>[0:1]={…}</c>) stays a string: JSON has no place for them.
/// </summary>
internal static class PgArray
{
    public static void Write(Utf8JsonWriter writer, PgType type, ReadOnlySpan<byte> text)
    {
        if (text is not [(byte)'{', ..])
        {
            writer.WriteStringValue(text);
            return;
        }

        var scratch = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            var element = type.Element ?? PgType.Text;
            var at = 0;
            while (at < text.Length)
            {
                switch (text[at])
                {
                    case (byte)'{': writer.WriteStartArray(); at++; break;
                    case (byte)'}': writer.WriteEndArray(); at++; break;
                    case (byte)'"': at = Quoted(writer, element, text, at + 1, scratch); break;
                    case var c when c == type.Delimiter: at++; break;
                    default: at = Plain(writer, element, text, at, (byte)type.Delimiter); break;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private static int Plain(Utf8JsonWriter writer, PgType element, ReadOnlySpan<byte> text, int at, byte delimiter)
    {
        var length = text[at..].IndexOfAny(delimiter, (byte)'}');
        var value = text.Slice(at, length);
        if (value.SequenceEqual("NULL"u8))
        {
            writer.WriteNullValue();
        }
        else
        {
            PgJson.Write(writer, element, value);
        }

        return at + length;
    }

    private static int Quoted(Utf8JsonWriter writer, PgType element, ReadOnlySpan<byte> text, int at, byte[] scratch)
    {
        var length = 0;
        for (; text[at] != '"'; at++)
        {
            at += text[at] == '\\' ? 1 : 0;
            scratch[length++] = text[at];
        }

        PgJson.Write(writer, element, scratch.AsSpan(0, length));
        return at + 1;
    }
}
