using System.Buffers;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite.Tables;

namespace HmsSync.Journal;

/// <summary>Keeps a record's card: per field a mark of the value that the hub feed last showed, and when it changed.</summary>
internal static class Card
{
    /// <summary>Stamps what the event changed; the other fields keep their stamps.</summary>
    public static void Stamp(CardsTable cards, long record, NewEvent e, EventTime at)
    {
        var known = cards.Read(record);
        var changed = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(changed))
        {
            writer.WriteStartObject();
            var fields = new JsonFields(e.Op == ChangeOp.Update && !e.Was.IsEmpty ? e.Was.Span : e.Fields.Span);
            while (fields.Next())
            {
                writer.WritePropertyName(fields.Name);
                var now = e.Op == ChangeOp.Delete ? default : JsonFields.Find(e.Fields.Span, fields.Name);
                FieldStamps.Of(known, fields.Name).Changed(now, at).Write(writer);
            }

            writer.WriteEndObject();
        }

        var stamps = new ArrayBufferWriter<byte>();
        JsonOverlay.Write(known, changed.WrittenSpan, stamps);
        cards.Put(record, stamps.WrittenSpan);
    }
}
