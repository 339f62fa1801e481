using System.Buffers;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite.Tables;

namespace HmsSync.Journal;

/// <summary>Per field of a record, when the hub feed last showed a new value: a JSON object of name → microseconds.</summary>
internal static class Card
{
    /// <summary>Stamps what the event changed; the other fields keep their stamps.</summary>
    public static void Stamp(CardsTable cards, long record, NewEvent e, EventTime at)
    {
        var changed = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(changed))
        {
            writer.WriteStartObject();
            var fields = new JsonFields(e.Op == ChangeOp.Update && !e.Was.IsEmpty ? e.Was.Span : e.Fields.Span);
            while (fields.Next())
            {
                writer.WriteNumber(fields.Name, at.Micros);
            }

            writer.WriteEndObject();
        }

        var stamps = new ArrayBufferWriter<byte>();
        JsonOverlay.Write(cards.Read(record), changed.WrittenSpan, stamps);
        cards.Put(record, stamps.WrittenSpan);
    }
}
