using System.Text.Json;
using HmsSync.Hubs.Postgres.Catalogue;
using HmsSync.Hubs.Postgres.Values;

namespace HmsSync.Hubs.Postgres.Writing;

/// <summary>
/// Reads a JSON object of hub fields into what PostgreSQL takes, by each column's type. Nothing is rounded: a value that the
/// column cannot hold exactly is a fault. Faults name fields, never values.
/// </summary>
internal static class PgFields
{
    /// <summary>Adds what is to be written; what is wrong, or null.</summary>
    public static RecordFault? Read(PgTable table, ReadOnlySpan<byte> json, List<PgField> into)
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
                if (Field(table, ref reader, json, into) is { } fault)
                {
                    return fault;
                }
            }

            return null;
        }
        catch (JsonException)
        {
            return new RecordFault("bad_fields", "the fields are no JSON object");
        }
    }

    /// <summary>The one value, as its column takes it; null: the column cannot hold it, or there is none.</summary>
    public static PgField? Value(PgTable table, string column, ReadOnlySpan<byte> json)
    {
        var at = table.Find(column);
        return at < 0 ? null
            : json[0] == 'n' ? new PgField(at, null)
            : PgValueText.Read(table.Columns[at].Value, json) is { } text ? new PgField(at, text)
            : null;
    }

    private static RecordFault? Field(PgTable table, ref Utf8JsonReader reader, ReadOnlySpan<byte> json, List<PgField> into)
    {
        var name = reader.GetString()!;
        var column = table.Find(name);
        if (column < 0 || table.Columns[column].IsGenerated)
        {
            return new RecordFault("unknown_field", $"{table.Name} has no column {name} that can be written");
        }

        if (into.Exists(f => f.Column == column))
        {
            return new RecordFault("bad_fields", $"field {name} stands twice");
        }

        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        if (Value(table, name, json[start..(int)reader.BytesConsumed]) is not { } value)
        {
            return new RecordFault("bad_value", $"column {name} cannot hold the value exactly as it came");
        }

        into.Add(value);
        return null;
    }
}
