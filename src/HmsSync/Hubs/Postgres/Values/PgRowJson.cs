using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Hubs.Postgres.Values;

/// <summary>Writes rows and keys as JSON, in one form whoever read them. Reuses its buffers; one user at a time.</summary>
internal sealed class PgRowJson : IDisposable
{
    private readonly JsonBuffer _image = new(1024, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
    private readonly JsonBuffer _key = new(128);

    /// <summary>
    /// The row as an object. What it has not comes from <paramref name="older"/> if that has it, and else is absent (invariant 8).
    /// </summary>
    public byte[] Object(PgShape shape, PgTuple row, PgTuple? older = null)
    {
        _image.Begin();
        for (var i = 0; i < shape.Columns.Count; i++)
        {
            var from = row.IsAbsent(i) && older is not null ? older : row;
            if (!from.IsAbsent(i))
            {
                _image.Fields.WritePropertyName(shape.Names[i]);
                Value(_image.Fields, shape, from, i);
            }
        }

        return _image.End().ToArray();
    }

    /// <summary>The columns named alone: what is known of a row of which only its identity was logged.</summary>
    public byte[] Object(PgShape shape, PgTuple row, IReadOnlyList<int> columns)
    {
        _image.Begin();
        foreach (var i in columns)
        {
            _image.Fields.WritePropertyName(shape.Names[i]);
            Value(_image.Fields, shape, row, i);
        }

        return _image.End().ToArray();
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
                _image.Begin();
                any = true;
            }

            _image.Fields.WritePropertyName(shape.Names[i]);
            Value(_image.Fields, shape, old, i);
        }

        return any ? _image.End().ToArray() : [];
    }

    /// <summary>The canonical key; none when a part of it is NULL or was not sent.</summary>
    public RecordKey Key(PgShape shape, PgTuple row, PgTuple? older = null)
    {
        _key.Begin();
        foreach (var i in shape.Key)
        {
            var from = row.IsAbsent(i) && older is not null ? older : row;
            if (from.IsAbsent(i) || from.IsNull(i))
            {
                return RecordKey.None;
            }

            _key.Fields.WritePropertyName(shape.Columns[i].Name);
            Value(_key.Fields, shape, from, i);
        }

        return new RecordKey(Encoding.ASCII.GetString(_key.End()));
    }

    public void Dispose()
    {
        _image.Dispose();
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
}
