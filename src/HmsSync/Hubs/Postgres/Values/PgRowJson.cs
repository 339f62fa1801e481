using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Hubs.Postgres.Catalogue;

namespace HmsSync.Hubs.Postgres.Values;

/// <summary>
/// Writes rows as JSON objects and keys as canonical lines, from the text of each column. Reuses its buffers; one user at a
/// time.
/// </summary>
internal sealed class PgRowJson : IDisposable
{
    private readonly ArrayBufferWriter<byte> _image = new(1024);
    private readonly ArrayBufferWriter<byte> _keyText = new(128);
    private readonly Utf8JsonWriter _fields;
    private readonly Utf8JsonWriter _key;

    public PgRowJson()
    {
        // skipped: the writer would not know that a raw number is one value
        _fields = new Utf8JsonWriter(
            _image, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        _key = new Utf8JsonWriter(_keyText, new() { SkipValidation = true }); // the default encoder leaves nothing but ASCII
    }

    /// <summary>An object of the columns, in their order.</summary>
    /// <param name="columns">What the row has.</param>
    /// <param name="text">Value of the column at a position, in UTF-8; null: NULL.</param>
    public byte[] Object(IReadOnlyList<PgColumn> columns, Func<int, byte[]?> text)
    {
        Begin(_fields, _image);
        for (var i = 0; i < columns.Count; i++)
        {
            Field(_fields, columns[i], text(i));
        }

        return End(_fields, _image).ToArray();
    }

    /// <summary>The canonical key; none when a part of it is NULL.</summary>
    /// <param name="columns">Of the key, in key order.</param>
    /// <param name="text">As of <see cref="Object"/>.</param>
    public RecordKey Key(IReadOnlyList<PgColumn> columns, Func<int, byte[]?> text)
    {
        Begin(_key, _keyText);
        for (var i = 0; i < columns.Count; i++)
        {
            if (text(i) is not { } value)
            {
                return RecordKey.None;
            }

            Field(_key, columns[i], value);
        }

        return new RecordKey(Encoding.ASCII.GetString(End(_key, _keyText)));
    }

    public void Dispose()
    {
        _fields.Dispose();
        _key.Dispose();
    }

    private static void Field(Utf8JsonWriter writer, PgColumn column, byte[]? text)
    {
        writer.WritePropertyName(column.Name);
        if (text is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            PgValueJson.Write(writer, column.Value, text);
        }
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
