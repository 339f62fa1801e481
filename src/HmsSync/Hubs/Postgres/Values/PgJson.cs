using System.Buffers;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Hubs.Postgres.Catalogue;

namespace HmsSync.Hubs.Postgres.Values;

/// <summary>
/// PostgreSQL's text form of a value as JSON, without loss: numbers keep all their digits, what JSON has no form for is a string
/// that PostgreSQL reads back as the same value. The session must be one of <see cref="PgPlace"/>.
/// </summary>
internal static class PgJson
{
    /// <summary>Deeper json is a string, so that the record around it stays within <see cref="StrictJson.MaxDepth"/>.</summary>
    private const int DeepestJson = 48;

    public static void Write(Utf8JsonWriter writer, PgType type, ReadOnlySpan<byte> text)
    {
        switch (type.Kind)
        {
            case PgValueKind.Text or PgValueKind.Date or PgValueKind.TimeOfDay: writer.WriteStringValue(text); break;
            case PgValueKind.Boolean: writer.WriteBooleanValue(text is [(byte)'t', ..]); break;
            case PgValueKind.Integer: writer.WriteRawValue(text, skipInputValidation: true); break;
            case PgValueKind.Single or PgValueKind.Double or PgValueKind.Numeric: Number(writer, text); break;
            case PgValueKind.Bytes: Bytes(writer, text); break;
            case PgValueKind.Json: Json(writer, text); break;
            case PgValueKind.Timestamp: PgTime.WriteLocal(writer, text); break;
            case PgValueKind.TimestampTz: PgTime.WriteUtc(writer, text); break;
            case PgValueKind.Array: PgArray.Write(writer, type, text); break;
        }
    }

    /// <summary><c>NaN</c> and <c>Infinity</c> have no number in JSON.</summary>
    private static void Number(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        if (text is [.., >= (byte)'0' and <= (byte)'9'])
        {
            writer.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    /// <summary><c>\x</c> and two hexadecimal digits a byte (bytea_output = hex).</summary>
    private static void Bytes(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        var hex = text[2..];
        var bytes = ArrayPool<byte>.Shared.Rent(hex.Length / 2);
        try
        {
            if (Convert.FromHexString(hex, bytes, out _, out var written) != OperationStatus.Done)
            {
                throw new FormatException("bytea came in another form than hex: is bytea_output set for the role?");
            }

            writer.WriteBase64StringValue(bytes.AsSpan(0, written));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Nested, without white space. What strict JSON refuses (a name twice, half a pair, too deep) is a string.</summary>
    private static void Json(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        using var document = StrictJson.ReadValue(text.ToArray(), DeepestJson);
        if (document is null)
        {
            writer.WriteStringValue(text);
        }
        else
        {
            document.RootElement.WriteTo(writer);
        }
    }
}
