using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Map;

/// <summary>
/// Whether two JSON values say the same: numbers by value (1.10 = 1.1), texts whatever their escapes, objects whatever
/// the order of their names, arrays in order.
/// </summary>
internal static class JsonSame
{
    public static bool AreSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
        {
            return true;
        }

        var a = new Utf8JsonReader(left);
        var b = new Utf8JsonReader(right);
        a.Read();
        b.Read();
        return Same(ref a, ref b);
    }

    /// <summary>The same text for two texts, or two numbers, that say the same; objects and arrays as they are written.</summary>
    public static string Canonical(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String => $"\"{reader.GetString()}",
            JsonTokenType.Number when decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
            _ => System.Text.Encoding.UTF8.GetString(value),
        };
    }

    /// <summary>
    /// Compares the values the readers stand on and leaves both at their ends when they are the same.
    /// </summary>
    private static bool Same(ref Utf8JsonReader a, ref Utf8JsonReader b)
        => a.TokenType == b.TokenType && a.TokenType switch
        {
            JsonTokenType.Number => JsonNumber.Compare(a.ValueSpan, b.ValueSpan) == 0,
            JsonTokenType.String => SameText(in a, in b),
            JsonTokenType.StartArray => SameItems(ref a, ref b),
            JsonTokenType.StartObject => SameFields(ref a, ref b),
            _ => true,
        };

    private static bool SameText(ref readonly Utf8JsonReader a, ref readonly Utf8JsonReader b)
    {
        using var text = new JsonText(in a);
        return b.ValueTextEquals(text.Utf8);
    }

    private static bool SameItems(ref Utf8JsonReader a, ref Utf8JsonReader b)
    {
        while (a.Read() && b.Read() && a.TokenType != JsonTokenType.EndArray)
        {
            if (b.TokenType == JsonTokenType.EndArray || !Same(ref a, ref b))
            {
                return false;
            }
        }

        return b.TokenType == JsonTokenType.EndArray;
    }

    private static bool SameFields(ref Utf8JsonReader a, ref Utf8JsonReader b)
    {
        var start = b;
        var count = 0;
        while (a.Read() && a.TokenType == JsonTokenType.PropertyName)
        {
            using var name = new JsonText(in a);
            var other = start;
            a.Read();
            if (!Find(ref other, name.Utf8) || !Same(ref a, ref other))
            {
                return false;
            }

            count++;
        }

        while (b.Read() && b.TokenType == JsonTokenType.PropertyName)
        {
            b.Read();
            b.Skip();
            count--;
        }

        return count == 0;
    }

    private static bool Find(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> name)
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
