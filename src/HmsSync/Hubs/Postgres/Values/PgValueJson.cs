using System.Buffers;
using System.Text.Json;

namespace HmsSync.Hubs.Postgres.Values;

/// <summary>
/// Writes PostgreSQL's text form of a value (in a session of <see cref="PgPlace"/>) as canonical JSON, without
/// loss. Feed and writer share it: what the one shows is what the other reads.
/// </summary>
internal static class PgValueJson
{
    /// <param name="writer">Writes the one value.</param>
    /// <param name="type">Of the column.</param>
    /// <param name="text">In UTF-8, as the server sends it; a null is not to be given.</param>
    public static void Write(Utf8JsonWriter writer, in PgValueType type, ReadOnlySpan<byte> text)
    {
        switch (type.Kind)
        {
            case PgValueKind.Boolean: writer.WriteBooleanValue(text is [(byte)'t', ..]); break;
            case PgValueKind.Integer or PgValueKind.Numeric or PgValueKind.Single or PgValueKind.Double:
                Number(writer, text);
                break;
            case PgValueKind.Bytes: Bytes(writer, text); break;
            case PgValueKind.Date or PgValueKind.TimeOfDay or PgValueKind.Timestamp or PgValueKind.TimestampTz:
                Time(writer, text);
                break;
            case PgValueKind.Json: Json(writer, text); break;
            case PgValueKind.Array: PgArrayJson.Write(writer, type, text); break;
            case PgValueKind.Text: writer.WriteStringValue(text); break;
        }
    }

    /// <summary>PostgreSQL writes what JSON takes for a number, but for NaN and the infinities.</summary>
    private static void Number(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        if (text is [>= (byte)'0' and <= (byte)'9', ..] or [(byte)'-', >= (byte)'0' and <= (byte)'9', ..])
        {
            writer.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    private static void Bytes(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        var hex = text is [(byte)'\\', (byte)'x', ..]
            ? text[2..]
            : throw new FormatException("bytea came in another form than hex.");
        var rented = ArrayPool<byte>.Shared.Rent(hex.Length / 2);
        var status = Convert.FromHexString(hex, rented, out _, out var length);
        if (status == OperationStatus.Done)
        {
            writer.WriteBase64StringValue(rented.AsSpan(0, length));
        }

        ArrayPool<byte>.Shared.Return(rented);
        if (status != OperationStatus.Done)
        {
            throw new FormatException("bytea came in another form than hex.");
        }
    }

    private static void Time(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        Span<byte> iso = stackalloc byte[PgTime.MaxIso];
        writer.WriteStringValue(iso[..PgTime.ToIso(text, iso)]);
    }

    private static void Json(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        var rented = ArrayPool<byte>.Shared.Rent(text.Length);
        if (JsonCompact.Write(text, rented) is { } length)
        {
            writer.WriteRawValue(rented.AsSpan(0, length), skipInputValidation: true);
        }
        else
        {
            writer.WriteStringValue(text);
        }

        ArrayPool<byte>.Shared.Return(rented);
    }
}
