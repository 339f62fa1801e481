using System.Buffers;
using System.Text;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Feeds;
using HmsSync.Hubs.Postgres.Catalogue;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>Keys of a PostgreSQL hub, by the catalogue as the feed last read it.</summary>
internal sealed class PgHubKeys(FollowedTables tables) : IHubKeys
{
    public HubKey Of(string table, ReadOnlySpan<byte> fields)
    {
        if (Table(table) is not { } known)
        {
            return new HubKey(RecordKey.None, table);
        }

        var output = new ArrayBufferWriter<byte>(64);
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            foreach (var column in known.Key.Select(k => known.Columns[k]))
            {
                writer.WritePropertyName(column.Name);
                if (!TryWrite(writer, column.Type, JsonFields.Find(fields, column.Name)))
                {
                    return new HubKey(RecordKey.None, column.Name);
                }
            }

            writer.WriteEndObject();
        }

        return output.WrittenCount > HubKey.Longest
            ? new HubKey(RecordKey.None, known.KeyNames.First())
            : new HubKey(new RecordKey(Encoding.ASCII.GetString(output.WrittenSpan)), "");
    }

    public IReadOnlyList<string> Columns(string table) => Table(table) is { } known ? [.. known.KeyNames] : [];

    public void Dispose()
    {
        // The catalogue is the feed's.
    }

    private PgTable? Table(string table)
        => tables.Tables.TryGetValue(table, out var known) ? known
            : tables.IsLoaded ? null
            : throw new HubStoppedException("hub_away", "The hub's catalogue has not been read yet.", "Try again in a moment.");

    /// <summary>False: it did not come, is null, a list or an object, or is nothing that the column could hold.</summary>
    private static bool TryWrite(Utf8JsonWriter writer, PgType type, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value[0] is (byte)'[' or (byte)'{' or (byte)'n')
        {
            return false;
        }

        var reader = new Utf8JsonReader(value);
        reader.Read();
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : Encoding.UTF8.GetString(value);
        switch (type.Kind)
        {
            case PgKind.Integer when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                writer.WriteNumberValue(whole);
                return true;
            case PgKind.Integer:
                return false;
            case PgKind.Numeric or PgKind.Float when JsonNumber.IsNumber(text):
                writer.WriteRawValue(text, skipInputValidation: true);
                return true;
            case PgKind.Boolean:
                writer.WriteBooleanValue(text is "true" or "t");
                return text is "true" or "t" or "false" or "f";
            case PgKind.TimestampZone when DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time):
                writer.WriteStringValue(EventTime.From(time).ToString());
                return true;
            default:
                writer.WriteStringValue(type.Name == "uuid" && Guid.TryParse(text, out var uuid) ? uuid.ToString("D") : text);
                return true;
        }
    }
}
