using System.Buffers;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite.Tables;

namespace HmsSync.Journal;

/// <summary>Keeps a record's card: per field a mark of the value that the hub feed last showed, and when it changed.</summary>
internal static class Card
{
    /// <summary>Room for what is usual.</summary>
    private const int CardBytes = 512;

    /// <summary>
    /// Stamps what the event changed; the other fields keep their stamps. Of an update without old values (a PostgreSQL hub has
    /// none) those changed whose value the card does not show. A delete takes every field, also those that it does not tell.
    /// </summary>
    public static void Stamp(CardsTable cards, long record, NewEvent e, Seq seq, EventTime at)
    {
        var known = cards.Read(record);
        var told = e.Op == ChangeOp.Update && !e.Was.IsEmpty ? e.Was.Span : e.Fields.Span;
        var card = new ArrayBufferWriter<byte>(known.Length + CardBytes);
        using (var writer = new Utf8JsonWriter(card, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            Untold(writer, known, told, e.Op, at);
            Told(writer, known, told, e, at);
            writer.WriteEndObject();
        }

        cards.Put(record, card.WrittenSpan, seq);
    }

    /// <summary>
    /// Other fields stay as they are. A record that is gone holds nothing; a card that said otherwise would wait for the feed for ever.
    /// </summary>
    private static void Untold(Utf8JsonWriter writer, ReadOnlySpan<byte> known, ReadOnlySpan<byte> told, ChangeOp op, EventTime at)
    {
        var fields = new JsonFields(known);
        while (fields.Next())
        {
            if (fields.IsIn(told))
            {
                continue;
            }

            writer.WritePropertyName(fields.Name);
            if (op == ChangeOp.Delete && FieldStamps.Of(known, fields.Name) is var stamps && !stamps.Shows(default))
            {
                stamps.WriteChanged(writer, default, at);
            }
            else
            {
                writer.WriteRawValue(fields.Value, skipInputValidation: true);
            }
        }
    }

    private static void Told(Utf8JsonWriter writer, ReadOnlySpan<byte> known, ReadOnlySpan<byte> told, NewEvent e, EventTime at)
    {
        var isBlind = e.Op == ChangeOp.Update && e.Was.IsEmpty;
        var isNew = e.Op != ChangeOp.Update || isBlind;
        var fields = new JsonFields(told);
        while (fields.Next())
        {
            writer.WritePropertyName(fields.Name);
            var now = e.Op == ChangeOp.Delete ? default : isNew ? fields.Value : JsonFields.Find(e.Fields.Span, fields.Name);
            var stamps = FieldStamps.Of(known, fields.Name);
            if (isBlind && stamps.Shows(now))
            {
                stamps.Write(writer);
            }
            else
            {
                stamps.WriteChanged(writer, now, at);
            }
        }
    }
}
