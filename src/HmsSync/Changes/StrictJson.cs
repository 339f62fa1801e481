using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace HmsSync.Changes;

/// <summary>
/// JSON from outside, read so that no reader behind can see something else in it (RFC 8259, I-JSON RFC 7493): UTF-8 without
/// a byte order mark, no name twice, no half of a surrogate pair, 64 deep at most, no comments nor trailing commas.
/// </summary>
internal static class StrictJson
{
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <summary>How objects are written again: without white space, with nothing escaped that need not be.</summary>
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Null when it is anything but one well-formed object. The caller disposes the document.</summary>
    public static JsonDocument? ReadObject(ReadOnlyMemory<byte> utf8)
    {
        var document = ReadValue(utf8, MaxDepth);
        if (document is null || document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }

        document.Dispose();
        return null;
    }

    /// <summary>Null when it is anything but one well-formed value, so many levels deep at most. The caller disposes it.</summary>
    public static JsonDocument? ReadValue(ReadOnlyMemory<byte> utf8, int depth)
    {
        try
        {
            return !Utf8.IsValid(utf8.Span) || HasHalfPair(utf8.Span)
                ? null
                : JsonDocument.Parse(utf8, Options with { MaxDepth = depth });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The object as one line of UTF-8, numbers with all their digits, without one of its fields.</summary>
    public static byte[] Write(JsonElement value, string? without = null)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(output, Compact))
        {
            writer.WriteStartObject();
            foreach (var field in value.EnumerateObject())
            {
                if (without is null || !field.NameEquals(without))
                {
                    field.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static bool HasHalfPair(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOf("\\u"u8) < 0)
        {
            return false; // nothing is escaped by its number, and what is written as it is was looked at as UTF-8
        }

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.ValueIsEscaped && EscapesHalfPair(reader.ValueSpan))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EscapesHalfPair(ReadOnlySpan<byte> text)
    {
        for (var at = text.IndexOf((byte)'\\'); at >= 0 && at < text.Length;)
        {
            var unit = Unit(text[at..]);
            var width = unit is null ? 2 : 6;
            if (unit is { } low && char.IsLowSurrogate(low))
            {
                return true;
            }

            if (unit is { } high && char.IsHighSurrogate(high))
            {
                if (Unit(text[(at + width)..]) is not { } second || !char.IsLowSurrogate(second))
                {
                    return true;
                }

                width *= 2;
            }

            var next = text[(at + width)..].IndexOf((byte)'\\');
            at = next < 0 ? -1 : at + width + next;
        }

        return false;
    }

    /// <summary>The unit that <c>\uXXXX</c> at the start stands for; null when something else is there.</summary>
    private static char? Unit(ReadOnlySpan<byte> text)
        => text.Length >= 6 && text[0] == '\\' && text[1] == 'u'
            && Utf8Parser.TryParse(text.Slice(2, 4), out ushort unit, out var used, 'x') && used == 4
            ? (char)unit
            : null;
}
