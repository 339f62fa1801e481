using System.Buffers;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Resolve;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Hosting.Control;

/// <summary>What the hub is to do when one side's value of a conflict is chosen. Pure.</summary>
internal static class ConflictEffects
{
    private static readonly byte[] Nothing = "{}"u8.ToArray();

    /// <summary>Op and fields of the answer; no fields of an update: the hub stands as it is.</summary>
    /// <param name="rows">Decided as one; of the same delivery.</param>
    /// <param name="winner">Whose values are chosen.</param>
    public static (ChangeOp Op, ReadOnlyMemory<byte> Fields) Of(IReadOnlyList<ConflictRow> rows, Participant winner)
    {
        var stands = winner.IsHub && (rows[0].State == "open" || rows[0].Winner == winner.Name);
        if (stands)
        {
            // Of what is open the hub's newest counts, and that is in the hub.
            return (ChangeOp.Update, Nothing);
        }

        if (rows[0].Field == FieldConflict.WholeRecord)
        {
            return Record(rows[0], winner);
        }

        return (ChangeOp.Update, Object(rows.Select(row => (row.Field, ValueOf(row, winner)))));
    }

    /// <summary>One field with the value that a person gave.</summary>
    public static ReadOnlyMemory<byte> OfPerson(string field, ReadOnlyMemory<byte> value) => Object([(field, value)]);

    /// <summary>
    /// Whether the field may hold the value, as far as the values tell that it held: text stays text, a number a number.
    /// </summary>
    public static bool Fits(ConflictRow row, ReadOnlyMemory<byte> value)
    {
        var known = new[] { row.HubValue, row.PartnerValue, row.Base }.Select(Kind).Where(kind => kind != JsonTokenType.Null).ToList();
        var given = Kind(value);
        return given == JsonTokenType.Null || known.Count == 0 || known.Contains(given);
    }

    public static ReadOnlyMemory<byte> ValueOf(ConflictRow row, Participant side) => side.IsHub ? row.HubValue : row.PartnerValue;

    /// <summary>The record as the side had it, or that it had none.</summary>
    private static (ChangeOp Op, ReadOnlyMemory<byte> Fields) Record(ConflictRow row, Participant winner)
    {
        var record = ValueOf(row, winner);
        if (record.IsEmpty)
        {
            return (ChangeOp.Delete, Nothing);
        }

        var whole = new ArrayBufferWriter<byte>(record.Length + row.Base.Length);
        JsonOverlay.Write(winner.IsHub ? default : row.Base.Span, record.Span, whole);
        return (ChangeOp.Insert, whole.WrittenMemory);
    }

    private static ReadOnlyMemory<byte> Object(IEnumerable<(string Field, ReadOnlyMemory<byte> Value)> fields)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (field, value) in fields)
            {
                writer.WritePropertyName(field);
                writer.WriteRawValue(value.Span, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return json.WrittenMemory;
    }

    /// <summary>True and false are one kind; absent says as little as null.</summary>
    private static JsonTokenType Kind(ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty)
        {
            return JsonTokenType.Null;
        }

        var reader = new Utf8JsonReader(value.Span);
        reader.Read();
        return reader.TokenType == JsonTokenType.False ? JsonTokenType.True : reader.TokenType;
    }
}
