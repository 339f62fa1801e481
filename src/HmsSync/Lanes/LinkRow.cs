using System.Buffers;
using HmsSync.Changes;
using HmsSync.Resolve;

namespace HmsSync.Lanes;

/// <summary>
/// What is known of one record at one partner: the mirror, base of the merge and at the same time what the partner holds, and
/// which record there it is. Only the delivery that has the link's turn makes a new one.
/// </summary>
internal sealed record LinkRow
{
    private const int NoFields = 2;

    /// <summary>The two have never met.</summary>
    public static readonly LinkRow None = new();

    /// <summary>What the partner holds, hub words, a JSON object; empty: it holds no such record.</summary>
    public ReadOnlyMemory<byte> Fields { get; init; }

    /// <summary>The partner's version of it, as it said it; null: it says none.</summary>
    public string? Version { get; init; }

    /// <summary>The record's key at the partner, as JSON; null: not known, or the mapped hub key.</summary>
    public string? PartnerKey { get; init; }

    /// <summary>How often a record of this key was born, 1 for the first; 0: the two have never met.</summary>
    public int Incarnation { get; init; }

    /// <summary>Grows with every change of this row: says which body of a delivery is meant (invariant 3).</summary>
    public int Revision { get; init; }

    /// <summary>Stamp of the newest hub state that the partner was told or found to hold.</summary>
    public EventTime BaseAt { get; init; }

    /// <summary>
    /// A delivery to the hub wrote this record and has not come back through the hub feed yet; 0: none. What the journal holds
    /// of the record until then is older than what the partner has said.
    /// </summary>
    public PartnerSeq Awaits { get; init; }

    /// <summary>
    /// The hub change that our last write there made, or that last prevailed over the partner: the partner has said something newer
    /// than all changes before it.
    /// </summary>
    public Seq Passed { get; init; }

    /// <summary>Fields with an open conflict, hub names: neither side is written before a person has decided.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];

    /// <summary>The partner holds the record.</summary>
    public bool IsThere => !Fields.IsEmpty;

    /// <summary>It was there once and is gone.</summary>
    public bool IsTombstone => Incarnation > 0 && Fields.IsEmpty;

    /// <summary>True for a change that is older than what the partner has said since.</summary>
    public bool HasOvertaken(Seq seq) => Awaits.Value > 0 || seq < Passed;

    /// <summary>As it is when the partner holds what it says.</summary>
    public LinkRow Holding(PartnerState theirs) => this with
    {
        Fields = theirs.IsGone ? default : HeldFields.After(Fields.Span, theirs.Fields.Span, _ => true),
        Version = theirs.Version,
        PartnerKey = theirs.PartnerKey ?? PartnerKey,
        Incarnation = Math.Max(1, Incarnation + (IsTombstone && !theirs.IsGone ? 1 : 0)),
        Revision = Revision + 1,
    };

    /// <summary>
    /// The base of a merge where a lane that looked there has recognised its own doing: that is what both sides agreed on last.
    /// A field that the partner holds as this row says is known better already: the row has moved on since that look.
    /// </summary>
    /// <param name="ours">What was recognised, hub words; empty: nothing.</param>
    /// <param name="theirs">What the partner says now, hub words.</param>
    /// <param name="same">When two values of a field are the same.</param>
    public LinkRow Agreed(ReadOnlySpan<byte> ours, ReadOnlyMemory<byte> theirs, SameValue same)
    {
        if (ours.IsEmpty)
        {
            return this;
        }

        // Invariant 6: what is not new does not lose a second time.
        var news = JsonOverlay.Pick(ours, field => IsNews(field, JsonFields.Find(theirs.Span, field), same));
        if (news.Length <= NoFields)
        {
            return this;
        }

        var agreed = new ArrayBufferWriter<byte>();
        JsonOverlay.Write(Fields.Span, news, agreed);
        return this with { Fields = agreed.WrittenMemory };
    }

    private bool IsNews(string field, ReadOnlySpan<byte> there, SameValue same)
    {
        var known = JsonFields.Find(Fields.Span, field);
        return there.IsEmpty || known.IsEmpty || !same(FieldPath.TextOf(field), there, known);
    }
}
