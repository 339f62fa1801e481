using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// Writes SQLite values as JSON, by stored type: integers with all digits, reals in the shortest form that reads
/// back, text as strings (bytes that are no UTF-8 become U+FFFD), blobs base64, infinities as strings (SQLite stores
/// no NaN). Reuses its buffers.
/// </summary>
internal sealed class RowJson : IDisposable
{
    private readonly ArrayBufferWriter<byte> _image = new(1024);
    private readonly ArrayBufferWriter<byte> _keyText = new(128);
    private readonly Utf8JsonWriter _fields;
    private readonly Utf8JsonWriter _key;

    public RowJson()
    {
        _fields = new Utf8JsonWriter(_image, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _key = new Utf8JsonWriter(_keyText); // the default encoder leaves nothing but ASCII
    }

    /// <summary>Names as they are written again and again.</summary>
    public static JsonEncodedText[] Names(IEnumerable<string> columns)
        => [.. columns.Select(c => JsonEncodedText.Encode(c, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];

    /// <summary>
    /// An object of all columns; value i stands in column <paramref name="first"/> + i × <paramref name="step"/>.
    /// </summary>
    public byte[] Object(HubStatement row, JsonEncodedText[] names, int first, int step)
    {
        Begin(_fields, _image);
        for (var i = 0; i < names.Length; i++)
        {
            _fields.WritePropertyName(names[i]);
            Value(_fields, row, first + (i * step));
        }

        return End(_fields, _image).ToArray();
    }

    /// <summary>
    /// An object of the old values of the columns whose new value differs, old at <paramref name="first"/> + 2i, new
    /// behind it; empty when none does.
    /// </summary>
    public byte[] Changed(HubStatement row, JsonEncodedText[] names, int first)
    {
        var any = false;
        for (var i = 0; i < names.Length; i++)
        {
            var old = first + (2 * i);
            if (Same(row, old, old + 1))
            {
                continue;
            }

            if (!any)
            {
                Begin(_fields, _image);
                any = true;
            }

            _fields.WritePropertyName(names[i]);
            Value(_fields, row, old);
        }

        return any ? End(_fields, _image).ToArray() : [];
    }

    /// <summary>The canonical key; none when a part of it is NULL.</summary>
    public RecordKey Key(HubStatement row, IReadOnlyList<string> names, ReadOnlySpan<int> columns)
    {
        Begin(_key, _keyText);
        for (var i = 0; i < columns.Length; i++)
        {
            if (row.IsNull(columns[i]))
            {
                _key.Reset();
                return RecordKey.None;
            }

            _key.WritePropertyName(names[i]);
            Value(_key, row, columns[i]);
        }

        return new RecordKey(Encoding.ASCII.GetString(End(_key, _keyText)));
    }

    public void Dispose()
    {
        _fields.Dispose();
        _key.Dispose();
    }

    private static void Value(Utf8JsonWriter writer, HubStatement row, int column)
    {
        switch (row.Type(column))
        {
            case StoredType.Integer: writer.WriteNumberValue(row.Integer(column)); break;
            case StoredType.Real: Real(writer, row.Real(column)); break;
            case StoredType.Text: writer.WriteStringValue(row.Bytes(column)); break;
            case StoredType.Blob: writer.WriteBase64StringValue(row.Bytes(column)); break;
            case StoredType.Null: writer.WriteNullValue(); break;
        }
    }

    private static void Real(Utf8JsonWriter writer, double value)
    {
        if (double.IsInfinity(value))
        {
            writer.WriteStringValue(value > 0 ? "Infinity" : "-Infinity");
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }

    /// <summary>Same stored type and value.</summary>
    public static bool Same(HubStatement row, int left, int right)
    {
        var type = row.Type(left);
        return type == row.Type(right) && type switch
        {
            StoredType.Integer => row.Integer(left) == row.Integer(right),
            StoredType.Real => row.Real(left).Equals(row.Real(right)),
            StoredType.Null => true,
            _ => row.Bytes(left).SequenceEqual(row.Bytes(right)),
        };
    }

    private static void Begin(Utf8JsonWriter writer, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        writer.Reset();
        writer.WriteStartObject();
    }

    private static ReadOnlySpan<byte> End(Utf8JsonWriter writer, ArrayBufferWriter<byte> buffer)
    {
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan;
    }
}
