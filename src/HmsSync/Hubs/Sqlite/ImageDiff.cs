using System.Buffers;
using System.Text.Json;

namespace HmsSync.Hubs.Sqlite;

/// <summary>Compares two images of one row, written by <see cref="RowJson"/> from the same columns.</summary>
internal static class ImageDiff
{
    /// <summary>An object of the old values of what differs; empty when nothing does.</summary>
    public static byte[] Was(ReadOnlySpan<byte> old, ReadOnlySpan<byte> fresh)
    {
        var before = new Utf8JsonReader(old);
        var after = new Utf8JsonReader(fresh);
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        before.Read();
        after.Read();
        var any = false;
        while (before.Read() && after.Read() && before.TokenType == JsonTokenType.PropertyName)
        {
            var name = before.GetString()!;
            before.Read();
            after.Read();
            if (before.TokenType != after.TokenType || !before.ValueSpan.SequenceEqual(after.ValueSpan))
            {
                any = true;
                writer.WritePropertyName(name);
                writer.WriteRawValue(Token(old, ref before), skipInputValidation: true);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return any ? output.WrittenSpan.ToArray() : [];
    }

    /// <summary>The value as it stands in the text, quotes included.</summary>
    private static ReadOnlySpan<byte> Token(ReadOnlySpan<byte> text, ref Utf8JsonReader reader)
        => text[(int)reader.TokenStartIndex..(int)reader.BytesConsumed];
}
