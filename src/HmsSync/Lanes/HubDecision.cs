using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Hubs;
using HmsSync.Resolve;

namespace HmsSync.Lanes;

/// <summary>
/// Decides, in the hub's transaction, what a partner's change makes of the record as it stands there; remembers the last
/// decision, for it may be asked more than once.
/// </summary>
internal sealed class HubDecision(Participant partner, PartnerState theirs, LinkRow link, ReadOnlyMemory<byte> card)
{
    private IReadOnlyList<FieldConflict> _noted = [];
    private bool _wrote;

    /// <summary>Who loses by the last decision.</summary>
    public IReadOnlyList<FieldConflict> Conflicts { get; private set; } = [];

    /// <summary>The hub holds a value that its feed has not shown yet: nothing was decided.</summary>
    public bool IsAheadOfFeed { get; private set; }

    /// <summary>Nothing was written: the losers must be noted first (invariant 6).</summary>
    public bool MustNote { get; private set; }

    /// <summary>The losers of the last decision are noted.</summary>
    public void Noted() => _noted = Conflicts;

    public HubWrite Decide(ReadOnlyMemory<byte>? current)
    {
        (Conflicts, IsAheadOfFeed, MustNote, _wrote) = ([], false, false, false);
        var write = Resolve(current);
        if (write.Kind == HubWriteKind.Nothing)
        {
            return write;
        }

        MustNote = !FieldConflict.AreSame(Conflicts, _noted);
        _wrote = !MustNote;
        return MustNote ? HubWrite.Nothing : write;
    }

    /// <summary>The result: what the partner sent is what it holds, whoever won.</summary>
    public DeliveryResult Ended(Outcome outcome) => DeliveryResult.Ended(outcome) with
    {
        Link = After(),
        Conflicts = Conflicts,
        WroteHub = _wrote,
    };

    /// <summary>It was done before a crash and only has to be settled.</summary>
    public DeliveryResult DoneBefore() => Ended(Outcome.Delivered) with { CountsNoted = true, WroteHub = true };

    private HubWrite Resolve(ReadOnlyMemory<byte>? current)
    {
        if (theirs.IsGone)
        {
            return current is null ? HubWrite.Nothing : new HubWrite(HubWriteKind.Delete, default);
        }

        if (current is not { } ours)
        {
            // Gone here since the partner held it: a change of what was deleted does not bring it back by half.
            return !link.IsThere || theirs.IsNew ? new HubWrite(HubWriteKind.Insert, theirs.WhenBorn) : HubWrite.Nothing;
        }

        var merge = LatestChange.Merge(theirs.Fields.Span, ours.Span, link.Fields.Span, card.Span, theirs.To, partner);
        if (merge.Conflicts.Any(c => !FieldStamps.Of(card.Span, c.Field).HasShown(c.HubValue.Span)))
        {
            // Nothing is judged without a stamp: the feed must pass this write first.
            IsAheadOfFeed = true;
            return HubWrite.Nothing;
        }

        Conflicts = merge.Conflicts;
        return merge.Write.IsEmpty ? HubWrite.Nothing : new HubWrite(HubWriteKind.Update, merge.Write);
    }

    private LinkRow After() => link with
    {
        Fields = theirs.IsGone ? default : HeldFields.After(link.Fields.Span, theirs.Fields.Span, _ => true),
        Version = theirs.Version ?? link.Version,
        PartnerKey = theirs.PartnerKey ?? link.PartnerKey,
        Incarnation = Math.Max(1, link.Incarnation + (link.IsTombstone && !theirs.IsGone ? 1 : 0)),
        Revision = link.Revision + 1,
    };
}
