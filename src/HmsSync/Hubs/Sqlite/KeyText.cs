using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Hubs.Sqlite;

/// <summary>Writes a key as the hub's feed does, after SQLite's column affinity (sqlite.org/datatype3.html, 3).</summary>
internal static class KeyText
{
    /// <param name="table">Its catalogue.</param>
    /// <param name="values">In key order, none of them null.</param>
    public static RecordKey Of(HubTable table, IReadOnlyList<(int Column, HubValue Value)> values)
    {
        var output = new ArrayBufferWriter<byte>(64);
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            foreach (var (column, value) in values)
            {
                writer.WritePropertyName(table.Columns[column].Name);
                Write(writer, Stored(table.Columns[column].Kind, value));
            }

            writer.WriteEndObject();
        }

        return new RecordKey(Encoding.ASCII.GetString(output.WrittenSpan));
    }

    /// <summary>The value as SQLite stores it in a column of this kind.</summary>
    private static HubValue Stored(ColumnKind kind, HubValue value)
    {
        if (kind is ColumnKind.Any or ColumnKind.Text or ColumnKind.Blob)
        {
            return value;
        }

        var number = value.Type == StoredType.Text ? Number(value) : value;
        return kind == ColumnKind.Real && number.Type == StoredType.Integer ? HubValue.Of((double)number.Integer)
            : kind != ColumnKind.Real && number is { Type: StoredType.Real, Real: var real } && IsWhole(real) ? HubValue.Of((long)real)
            : number;
    }

    private static bool IsWhole(double real) => Math.Abs(real) < 1L << 51 && real == Math.Truncate(real);

    /// <summary>A text that is a number becomes one.</summary>
    private static HubValue Number(HubValue text)
    {
        var bytes = text.Bytes.Span.Trim(" \t\r\n\f\v"u8);
        return Utf8Parser.TryParse(bytes, out long integer, out var used) && used == bytes.Length ? HubValue.Of(integer)
            : Utf8Parser.TryParse(bytes, out double real, out used) && used == bytes.Length && double.IsFinite(real)
            ? HubValue.Of(real)
            : text;
    }

    private static void Write(Utf8JsonWriter writer, HubValue value)
    {
        switch (value.Type)
        {
            case StoredType.Integer: writer.WriteNumberValue(value.Integer); break;
            case StoredType.Real: writer.WriteNumberValue(value.Real); break;
            case StoredType.Text: writer.WriteStringValue(value.Bytes.Span); break;
            case StoredType.Blob: writer.WriteBase64StringValue(value.Bytes.Span); break;
            case StoredType.Null: throw new ArgumentException("A key has no null.", nameof(value));
        }
    }
}
