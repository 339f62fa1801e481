using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Hubs.Postgres.Values;

/// <summary>Writes rows and keys as JSON, in one form whoever read them. Reuses its buffers; one user at a time.</summary>
internal sealed class PgRowJson : IDisposable
{
    private readonly ArrayBufferWriter<byte> _image = new(1024);
    private readonly ArrayBufferWriter<byte> _keyText = new(128);
    private readonly Utf8JsonWriter _fields;
    private readonly Utf8JsonWriter _key;

    public PgRowJson()
    {
        _fields = new Utf8JsonWriter(_image, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _key = new Utf8JsonWriter(_keyText); // the default encoder leaves nothing but ASCII
    }

    /// <summary>
    /// The row as an object. What it has not comes from <paramref name="older"/> if that has it, and else is absent (invariant 8).
    /// </summary>
    public byte[] Object(PgShape shape, PgTuple row, PgTuple? older = null)
    {
        Begin(_fields, _image);
        for (var i = 0; i < shape.Columns.Count; i++)
        {
            var from = row.IsAbsent(i) && older is not null ? older : row;
            if (!from.IsAbsent(i))
            {
                _fields.WritePropertyName(shape.Names[i]);
                Value(_fields, shape, from, i);
            }
        }

        return End(_fields, _image).ToArray();
    }

    /// <summary>The columns named alone: what is known of a row of which only its identity was logged.</summary>
    public byte[] Object(PgShape shape, PgTuple row, IReadOnlyList<int> columns)
    {
        Begin(_fields, _image);
        foreach (var i in columns)
        {
            _fields.WritePropertyName(shape.Names[i]);
            Value(_fields, shape, row, i);
        }

        return End(_fields, _image).ToArray();
    }

    /// <summary>Old values of the columns that changed; empty when none did.</summary>
    public byte[] Changed(PgShape shape, PgTuple old, PgTuple now)
    {
        var any = false;
        for (var i = 0; i < shape.Columns.Count; i++)
        {
            if (now.IsAbsent(i) || old.IsAbsent(i) || PgTuple.Same(old, now, i))
            {
                continue;
            }

            if (!any)
            {
                Begin(_fields, _image);
                any = true;
            }

            _fields.WritePropertyName(shape.Names[i]);
            Value(_fields, shape, old, i);
        }

        return any ? End(_fields, _image).ToArray() : [];
    }

    /// <summary>The canonical key; none when a part of it is NULL or was not sent.</summary>
    public RecordKey Key(PgShape shape, PgTuple row, PgTuple? older = null)
    {
        Begin(_key, _keyText);
        foreach (var i in shape.Key)
        {
            var from = row.IsAbsent(i) && older is not null ? older : row;
            if (from.IsAbsent(i) || from.IsNull(i))
            {
                return RecordKey.None;
            }

            _key.WritePropertyName(shape.Columns[i].Name);
            Value(_key, shape, from, i);
        }

        return new RecordKey(Encoding.ASCII.GetString(End(_key, _keyText)));
    }

    public void Dispose()
    {
        _fields.Dispose();
        _key.Dispose();
    }

    private static void Value(Utf8JsonWriter writer, PgShape shape, PgTuple row, int column)
    {
        if (row.IsNull(column))
        {
            writer.WriteNullValue();
        }
        else
        {
            PgJson.Write(writer, shape.Columns[column].Type, row.Text(column));
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
