using System.Buffers;
using HmsSync.Changes;
using HmsSync.Map;
using HmsSync.Resolve;
using HmsSync.Sdk;

namespace HmsSync.Lanes.Records;

/// <summary>
/// What a partner with records must be told of a hub change: the difference between the hub's record and what the partner holds.
/// Pure.
/// </summary>
internal sealed record RecordTelling
{
    private static readonly RecordTelling Nothing = new();

    /// <summary>Null: the partner holds it already (invariant 5).</summary>
    public ChangeOp? Op { get; private init; }

    /// <summary>All fields the partner is told of the record, hub words; empty for a delete.</summary>
    public ReadOnlyMemory<byte> Fields { get; private init; }

    /// <summary>Those of them that it does not hold.</summary>
    public ReadOnlyMemory<byte> Changed { get; private init; }

    /// <param name="op">What the lane owes.</param>
    /// <param name="fields">The hub's record, hub words.</param>
    /// <param name="link">What is known of the link.</param>
    /// <param name="mapping">The route's.</param>
    public static RecordTelling Of(ChangeOp op, ReadOnlyMemory<byte> fields, LinkRow link, MappingPlan mapping)
    {
        if (op == ChangeOp.Delete)
        {
            return link.IsThere ? new RecordTelling { Op = ChangeOp.Delete } : Nothing;
        }

        // A field in an open conflict is not written before a person has decided.
        bool Told(string field) => mapping.PartnerFieldOf(field) is not null && !link.Held.Contains(field);
        var told = JsonOverlay.Pick(fields.Span, Told);
        if (!link.IsThere)
        {
            return new RecordTelling { Op = ChangeOp.Insert, Fields = told, Changed = told };
        }

        var changed = JsonOverlay.Pick(told, field => !IsHeldThere(field, fields, link, mapping.Equality));
        return changed.Length <= Empty ? Nothing : new RecordTelling { Op = ChangeOp.Update, Fields = told, Changed = changed };
    }

    /// <summary>What the partner holds when it has taken this.</summary>
    public ReadOnlyMemory<byte> After(LinkRow link)
        => Op == ChangeOp.Delete ? default : HeldFields.After(link.Fields.Span, Fields.Span, _ => true);

    /// <summary>Of what stands there the fields that are as this tells them, hub words.</summary>
    /// <param name="there">The partner's record, partner words.</param>
    /// <param name="mapping">The route's.</param>
    public ReadOnlyMemory<byte> AsTold(ReadOnlyMemory<byte> there, MappingPlan mapping)
    {
        var words = new ArrayBufferWriter<byte>(there.Length + 64);
        return mapping.ToHub(there.Span, hubDefaults: false, words).IsFault ? default : JsonOverlay.Pick(Fields.Span, field =>
        {
            var shown = JsonFields.Find(words.WrittenSpan, field);
            return !shown.IsEmpty
                && mapping.Equality.Same(FieldPath.TextOf(field), shown, JsonFields.Find(Fields.Span, field));
        });
    }

    /// <summary>Whether the partner holds already what this tells.</summary>
    /// <param name="isThere">It has the record.</param>
    /// <param name="asTold">What of it is as this tells it.</param>
    public bool IsDone(bool isThere, ReadOnlyMemory<byte> asTold)
        => Op == ChangeOp.Delete ? !isThere : isThere && Count(asTold) == Count(Fields);

    private const int Empty = 2;

    private static int Count(ReadOnlyMemory<byte> fields)
    {
        var count = 0;
        for (var walk = new JsonFields(fields.Span); walk.Next(); count++)
        {
            // Every field counts.
        }

        return count;
    }

    private static bool IsHeldThere(string field, ReadOnlyMemory<byte> fields, LinkRow link, CanonicalEquality equality)
    {
        var there = JsonFields.Find(link.Fields.Span, field);
        var here = JsonFields.Find(fields.Span, field);
        return !there.IsEmpty && equality.Same(FieldPath.TextOf(field), there, here);
    }
}
