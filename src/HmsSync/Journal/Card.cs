using System.Buffers;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite.Tables;

namespace HmsSync.Journal;

/// <summary>Keeps a record's card: per field a mark of the value that the hub feed last showed, and when it changed.</summary>
internal static class Card
{
    /// <summary>
    /// Stamps what the event changed; the other fields keep their stamps. Of an update without old values (a PostgreSQL hub has
    /// none) those changed whose value the card does not show. A delete takes every field, also those that it does not tell.
    /// </summary>
    public static void Stamp(CardsTable cards, long record, NewEvent e, Seq seq, EventTime at)
    {
        var known = cards.Read(record);
        var changed = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(changed))
        {
            writer.WriteStartObject();
            Changes(writer, known, e, at);
            if (e.Op == ChangeOp.Delete)
            {
                Untold(writer, known, e, at);
            }

            writer.WriteEndObject();
        }

        var card = new ArrayBufferWriter<byte>();
        JsonOverlay.Write(known, changed.WrittenSpan, card);
        cards.Put(record, card.WrittenSpan, seq);
    }

    private static void Changes(Utf8JsonWriter writer, ReadOnlySpan<byte> known, NewEvent e, EventTime at)
    {
        var isBlind = e.Op == ChangeOp.Update && e.Was.IsEmpty;
        var fields = new JsonFields(e.Op == ChangeOp.Update && !e.Was.IsEmpty ? e.Was.Span : e.Fields.Span);
        while (fields.Next())
        {
            writer.WritePropertyName(fields.Name);
            var now = e.Op == ChangeOp.Delete ? default : JsonFields.Find(e.Fields.Span, fields.Name);
            var stamps = FieldStamps.Of(known, fields.Name);
            (isBlind && stamps.Shows(now) ? stamps : stamps.Changed(now, at)).Write(writer);
        }
    }

    /// <summary>A record that is gone holds nothing; a card that said otherwise would wait for the feed for ever.</summary>
    private static void Untold(Utf8JsonWriter writer, ReadOnlySpan<byte> known, NewEvent e, EventTime at)
    {
        var fields = new JsonFields(known);
        while (fields.Next())
        {
            if (JsonFields.Find(e.Fields.Span, fields.Name).IsEmpty)
            {
                var stamps = FieldStamps.Of(known, fields.Name);
                writer.WritePropertyName(fields.Name);
                (stamps.Shows(default) ? stamps : stamps.Changed(default, at)).Write(writer);
            }
        }
    }
}
