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
    private readonly JsonBuffer _image = new(1024, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
    private readonly JsonBuffer _key = new(128);

    /// <summary>Names as they are written again and again.</summary>
    public static JsonEncodedText[] Names(IEnumerable<string> columns)
        => [.. columns.Select(c => JsonEncodedText.Encode(c, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];

    /// <summary>
    /// An object of all columns; value i stands in column <paramref name="first"/> + i × <paramref name="step"/>.
    /// </summary>
    public byte[] Object(HubStatement row, JsonEncodedText[] names, int first, int step)
    {
        _image.Begin();
        for (var i = 0; i < names.Length; i++)
        {
            _image.Fields.WritePropertyName(names[i]);
            Value(_image.Fields, row, first + (i * step));
        }

        return _image.End().ToArray();
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
                _image.Begin();
                any = true;
            }

            _image.Fields.WritePropertyName(names[i]);
            Value(_image.Fields, row, old);
        }

        return any ? _image.End().ToArray() : [];
    }

    /// <summary>The canonical key; none when a part of it is NULL.</summary>
    public RecordKey Key(HubStatement row, IReadOnlyList<string> names, ReadOnlySpan<int> columns)
    {
        _key.Begin();
        for (var i = 0; i < columns.Length; i++)
        {
            if (row.IsNull(columns[i]))
            {
                return RecordKey.None;
            }

            _key.Fields.WritePropertyName(names[i]);
            Value(_key.Fields, row, columns[i]);
        }

        return new RecordKey(Encoding.ASCII.GetString(_key.End()));
    }

    public void Dispose()
    {
        _image.Dispose();
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
}
