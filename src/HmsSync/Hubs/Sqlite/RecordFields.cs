using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// Reads a JSON object of hub fields into SQLite values, by each column's declared type. Nothing is rounded: a number
/// that the column cannot hold exactly is a fault. Faults name fields, never values.
/// </summary>
internal static class RecordFields
{
    /// <summary>Adds (position of the column, value) of each field; what is wrong, or null.</summary>
    public static RecordFault? Read(HubTable table, ReadOnlySpan<byte> json, List<(int Column, HubValue Value)> into)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return new RecordFault("bad_fields", "the fields are no JSON object");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                var column = table.Find(name);
                if (column < 0)
                {
                    return new RecordFault("unknown_field", $"{table.Name} has no column {name} that can be written");
                }

                if (into.Exists(f => f.Column == column))
                {
                    return new RecordFault("bad_fields", $"field {name} stands twice");
                }

                reader.Read();
                if (Value(ref reader, json, table.Columns[column].Kind) is not { } value)
                {
                    return new RecordFault("bad_value", $"column {name} cannot hold the value exactly as it came");
                }

                into.Add((column, value));
            }

            return null;
        }
        catch (JsonException)
        {
            return new RecordFault("bad_fields", "the fields are no JSON object");
        }
    }

    /// <summary>Null: the column cannot hold it.</summary>
    private static HubValue? Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ColumnKind kind)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: return HubValue.Null;
            case JsonTokenType.True: return HubValue.Of(1);
            case JsonTokenType.False: return HubValue.Of(0);
            case JsonTokenType.Number: return Number(reader.ValueSpan, kind);
            case JsonTokenType.String: return String(ref reader, kind);
            default:
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                return HubValue.OfText(json[start..(int)reader.BytesConsumed].ToArray()); // nested: its JSON text
        }
    }

    private static HubValue? Number(ReadOnlySpan<byte> text, ColumnKind kind)
    {
        if (kind == ColumnKind.Text)
        {
            return HubValue.OfText(text.ToArray());
        }

        if (Utf8Parser.TryParse(text, out long integer, out var used) && used == text.Length)
        {
            return HubValue.Of(integer);
        }

        return Utf8Parser.TryParse(text, out double real, out used) && used == text.Length && double.IsFinite(real)
            && Digits(text) == Digits(Encoding.UTF8.GetBytes(real.ToString("R", CultureInfo.InvariantCulture)))
            ? HubValue.Of(real)
            : null;
    }

    private static HubValue? String(ref Utf8JsonReader reader, ColumnKind kind)
    {
        if (kind == ColumnKind.Blob)
        {
            return reader.TryGetBytesFromBase64(out var blob) ? HubValue.OfBlob(blob) : null;
        }

        var text = new byte[reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length];
        var length = reader.CopyString(text);
        var value = text.AsMemory(0, length);
        return kind != ColumnKind.Real ? HubValue.OfText(value)
            : value.Span.SequenceEqual("Infinity"u8) ? HubValue.Of(double.PositiveInfinity)
            : value.Span.SequenceEqual("-Infinity"u8) ? HubValue.Of(double.NegativeInfinity)
            : HubValue.OfText(value);
    }

    /// <summary>
    /// A decimal number as its sign, its significant digits and the power of ten of the first of them.
    /// </summary>
    private static (bool Negative, string Digits, int Exponent) Digits(ReadOnlySpan<byte> number)
    {
        var (digits, exponent, pastPoint) = (new StringBuilder(), 0, false);
        for (var i = 0; i < number.Length; i++)
        {
            var c = number[i];
            if (c is (byte)'e' or (byte)'E')
            {
                // One that is longer than any number is like none that can be held.
                exponent += int.TryParse(number[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power)
                    ? power
                    : int.MinValue / 2;
                break;
            }

            pastPoint |= c == '.';
            if (c is < (byte)'0' or > (byte)'9' || (digits.Length == 0 && c == '0' && !pastPoint))
            {
                continue;
            }

            exponent += pastPoint ? digits.Length == 0 && c == '0' ? -1 : 0 : 1;
            if (digits.Length > 0 || c != '0')
            {
                digits.Append((char)c);
            }
        }

        var significant = digits.ToString().TrimEnd('0');
        return (number[0] == '-', significant, significant.Length == 0 ? 0 : exponent);
    }
}
