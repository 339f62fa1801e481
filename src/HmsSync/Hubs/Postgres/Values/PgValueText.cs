using System.Text;
using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Hubs.Postgres.Values;

/// <summary>
/// Reads a JSON value into the text that PostgreSQL takes for a column, sent as a parameter of unknown type: the server reads
/// it as it reads a literal. What the column would round, cut or take for something else is refused here.
/// </summary>
internal static class PgValueText
{
    /// <param name="type">Of the column.</param>
    /// <param name="json">One well-formed JSON value other than null.</param>
    /// <returns>What to send; null: the column cannot hold the value exactly as it came.</returns>
    public static string? Read(in PgValueType type, ReadOnlySpan<byte> json) => type.Kind switch
    {
        PgValueKind.Json => Json(json),
        PgValueKind.Array when json[0] == '[' => PgArrayText.Of(type, json),
        _ when json[0] is (byte)'{' or (byte)'[' => type.Kind == PgValueKind.Text ? Json(json) : null,
        _ when json[0] == '"' => Text(json) is { } given ? OfText(type, given) : null,
        PgValueKind.Integer or PgValueKind.Numeric or PgValueKind.Single or PgValueKind.Double => Number(type, json),
        PgValueKind.Text => Encoding.ASCII.GetString(json),
        PgValueKind.Boolean => Boolean(json),
        _ => null,
    };

    /// <summary>The characters of a JSON string; null: half of a surrogate pair, or a NUL, which PostgreSQL has not.</summary>
    private static string? Text(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        try
        {
            var text = reader.GetString()!;
            return text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
        catch (InvalidOperationException)
        {
            return null; // the reader's word for half of a surrogate pair
        }
    }

    private static string? OfText(in PgValueType type, string text) => type.Kind switch
    {
        PgValueKind.Integer or PgValueKind.Numeric or PgValueKind.Single or PgValueKind.Double
            => JsonNumber.IsNumber(text) ? Number(type, Encoding.ASCII.GetBytes(text))
            : type.Kind != PgValueKind.Integer && text is "NaN" or "Infinity" or "-Infinity" ? text : null,
        PgValueKind.Bytes => Bytes(text),
        PgValueKind.Date or PgValueKind.TimeOfDay or PgValueKind.Timestamp or PgValueKind.TimestampTz => IsoTime.ToPg(type, text),
        PgValueKind.Boolean => text is "true" or "false" ? text : null,
        _ => text,
    };

    private static string Json(ReadOnlySpan<byte> json) => Encoding.UTF8.GetString(json);

    private static string? Boolean(ReadOnlySpan<byte> json) => json switch
    {
        [(byte)'1'] or [(byte)'t', ..] => "true",
        [(byte)'0'] or [(byte)'f', ..] => "false",
        _ => null,
    };

    private static string? Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length)
            ? $"\\x{Convert.ToHexStringLower(bytes.AsSpan(0, length))}"
            : null;
    }

    /// <summary>Null: digits would be lost.</summary>
    private static string? Number(in PgValueType type, ReadOnlySpan<byte> json)
    {
        if (json[0] is (byte)'t' or (byte)'f')
        {
            return json[0] == 't' ? "1" : "0";
        }

        switch (type.Kind)
        {
            case PgValueKind.Single:
                return float.TryParse(json, CultureInfo.InvariantCulture, out var single)
                    && IsSame(json, single.ToString("R", CultureInfo.InvariantCulture))
                    ? Encoding.ASCII.GetString(json)
                    : null;
            case PgValueKind.Double:
                return double.TryParse(json, CultureInfo.InvariantCulture, out var real)
                    && IsSame(json, real.ToString("R", CultureInfo.InvariantCulture))
                    ? Encoding.ASCII.GetString(json)
                    : null;
            default:
                return DecimalText.Plain(json, type.FractionDigits);
        }
    }

    private static bool IsSame(ReadOnlySpan<byte> json, string shortest)
        => JsonNumber.IsNumber(shortest) && JsonNumber.Compare(json, Encoding.ASCII.GetBytes(shortest)) == 0;
}
