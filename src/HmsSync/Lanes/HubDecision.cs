using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Hubs;
using HmsSync.Resolve;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>
/// Decides, in the hub's transaction, what a partner's change makes of the record as it stands there; remembers the last
/// decision, for it may be asked more than once.
/// </summary>
internal sealed class HubDecision(
    OwedEvent owed,
    Participant partner,
    ReadOnlyMemory<byte> theirs,
    ReadOnlyMemory<byte> mirror,
    ReadOnlyMemory<byte> card,
    ReadOnlyMemory<byte> whenBorn)
{
    private IReadOnlyList<FieldConflict> _conflicts = [];

    public HubWrite Decide(ReadOnlyMemory<byte>? current)
    {
        _conflicts = [];
        if (owed.Op == ChangeOp.Delete)
        {
            return new HubWrite(current is null ? HubWriteKind.Nothing : HubWriteKind.Delete, default);
        }

        if (current is not { } ours)
        {
            // Gone here since the partner held it: a change of what was deleted does not bring it back by half.
            return mirror.IsEmpty || owed.Op == ChangeOp.Insert
                ? new HubWrite(HubWriteKind.Insert, whenBorn)
                : new HubWrite(HubWriteKind.Nothing, default);
        }

        var merge = LatestChange.Merge(theirs.Span, ours.Span, mirror.Span, card.Span, owed.Event.At, partner);
        _conflicts = merge.Conflicts;
        return merge.Write.IsEmpty
            ? new HubWrite(HubWriteKind.Nothing, default)
            : new HubWrite(HubWriteKind.Update, merge.Write)
            {
                // Invariant 6: the row is written with the outcome, and after a crash between the two commits from this.
                Lost = merge.Conflicts.Count == 0 ? null : LostValues.Write(merge.Conflicts),
            };
    }

    /// <summary>The result: what the partner sent is what it holds, whoever won.</summary>
    public DeliveryResult Ended(Outcome outcome) => DeliveryResult.Ended(outcome) with
    {
        Mirror = owed.Op == ChangeOp.Delete
            ? ReadOnlyMemory<byte>.Empty
            : HeldFields.After(mirror.Span, theirs.Span, _ => true),
        Conflicts = _conflicts,
    };
}
