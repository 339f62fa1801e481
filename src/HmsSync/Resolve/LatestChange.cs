using System.Buffers;
using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Resolve;

/// <summary>
/// Three-way merge of a partner's change into the hub's record, field by field, by the rule <c>latest_change</c>: a field that
/// only one side changed since the base takes that side's value; one that both changed takes the later, and the loser stands
/// in a conflict row (invariants 6 and 7). Pure.
/// </summary>
internal static class LatestChange
{
    public const string Rule = "latest_change";

    /// <param name="theirs">What the partner sent, hub words.</param>
    /// <param name="ours">The hub's record, read for update.</param>
    /// <param name="basis">What both agreed on last; empty: nothing is known.</param>
    /// <param name="card">Stamps of the hub's values.</param>
    /// <param name="at">When the partner's change was made.</param>
    /// <param name="partner">Who sent it.</param>
    public static MergeResult Merge(
        ReadOnlySpan<byte> theirs,
        ReadOnlySpan<byte> ours,
        ReadOnlySpan<byte> basis,
        ReadOnlySpan<byte> card,
        EventTime at,
        Participant partner)
    {
        var conflicts = new List<FieldConflict>();
        var take = new ArrayBufferWriter<byte>();
        var count = 0;
        using (var writer = new Utf8JsonWriter(take))
        {
            writer.WriteStartObject();
            var fields = new JsonFields(theirs);
            while (fields.Next())
            {
                // Invariant 8: what the partner did not send is not looked at and stays as it is.
                if (Takes(fields.Name, fields.Value, ours, basis, card, at, partner, conflicts))
                {
                    writer.WritePropertyName(fields.Name);
                    writer.WriteRawValue(fields.Value, skipInputValidation: true);
                    count++;
                }
            }

            writer.WriteEndObject();
        }

        return new MergeResult(count == 0 ? default : take.WrittenMemory, conflicts);
    }

    private static bool Takes(
        string field,
        ReadOnlySpan<byte> t,
        ReadOnlySpan<byte> ours,
        ReadOnlySpan<byte> basis,
        ReadOnlySpan<byte> card,
        EventTime at,
        Participant partner,
        List<FieldConflict> conflicts)
    {
        var o = HeldFields.Value(ours, field);
        var b = HeldFields.Value(basis, field);
        if (HeldFields.Same(t, o) || HeldFields.Same(t, b))
        {
            return false;
        }

        if (HeldFields.Same(o, b) || (b.IsEmpty && (o.IsEmpty || o.SequenceEqual("null"u8))))
        {
            return true;
        }

        var hubAt = FieldStamps.Of(card, field).Last;
        // Invariant 7: the later write wins.
        var theirsWins = at >= hubAt;

        // Invariant 6: whoever loses stands in a conflict row.
        conflicts.Add(new FieldConflict(
            field,
            Rule,
            theirsWins ? partner : Participant.Hub,
            o.ToArray(),
            t.ToArray(),
            b.ToArray(),
            hubAt,
            at,
            theirsWins
                ? $"Both sides changed it; {partner} did so last, at {at}."
                : $"Both sides changed it; the hub did so last, at {hubAt}."));
        return theirsWins;
    }
}

/// <summary>What is to be written in the hub (empty: nothing), and who lost.</summary>
internal sealed record MergeResult(ReadOnlyMemory<byte> Write, IReadOnlyList<FieldConflict> Conflicts);
