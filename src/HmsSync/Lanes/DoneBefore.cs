using System.Buffers;
using System.Text.Json;
using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Resolve;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>
/// A delivery that the hub took before a crash and that was not settled: what came back through the hub feed says what it did.
/// </summary>
internal static class DoneBefore
{
    /// <param name="owed">The delivery.</param>
    /// <param name="made">The hub change that it made, as journaled.</param>
    /// <param name="losers">What of the partner's lost by it.</param>
    /// <param name="link">As it was before.</param>
    /// <param name="told">Whether the partner is told a hub field.</param>
    public static DeliveryResult Settle(
        OwedEvent owed,
        JournaledEvent made,
        IReadOnlyList<(string Field, byte[] Value)> losers,
        LinkRow link,
        Func<string, bool> told)
    {
        var isDelete = made.Op == ChangeOp.Delete;
        return DeliveryResult.Ended(Outcome.Delivered, "done_before") with
        {
            Link = link with
            {
                Fields = isDelete ? default : Held(made, losers, link, told),
                Version = null, // what it was merged from is not what stands there now
                Incarnation = Math.Max(1, link.Incarnation + (link.IsTombstone && !isDelete ? 1 : 0)),
                Revision = link.Revision + 1,
            },
            LinkedTo = made.Key == owed.Event.Key ? RecordKey.None : made.Key,
            CountsNoted = true,
            WroteHub = true,
        };
    }

    /// <summary>The partner held what the hub took over from it, and what lost; of the rest nothing new is known.</summary>
    private static byte[] Held(
        JournaledEvent made, IReadOnlyList<(string Field, byte[] Value)> losers, LinkRow link, Func<string, bool> told)
    {
        var lost = losers.Select(loser => loser.Field).ToHashSet(StringComparer.Ordinal);
        var known = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(known))
        {
            writer.WriteStartObject();
            var taken = new JsonFields(made.Op == ChangeOp.Update && !made.Was.IsEmpty ? made.Was.Span : made.Fields.Span);
            while (taken.Next())
            {
                if (told(taken.Name) && !lost.Contains(taken.Name))
                {
                    writer.WritePropertyName(taken.Name);
                    writer.WriteRawValue(JsonFields.Find(made.Fields.Span, taken.Name), skipInputValidation: true);
                }
            }

            foreach (var (field, value) in losers.Where(l => l.Field != FieldConflict.WholeRecord && l.Value.Length > 0))
            {
                writer.WritePropertyName(field);
                writer.WriteRawValue(value, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        var held = new ArrayBufferWriter<byte>();
        JsonOverlay.Write(link.Fields.Span, known.WrittenSpan, held);
        return held.WrittenSpan.ToArray();
    }
}
