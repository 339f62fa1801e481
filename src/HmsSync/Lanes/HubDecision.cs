using System.Buffers;
using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Hubs;
using HmsSync.Lanes.Claims;
using HmsSync.Resolve;

namespace HmsSync.Lanes;

/// <summary>
/// Decides, in the hub's transaction, what a partner's change makes of the record as it stands there; remembers the last
/// decision, for it may be asked more than once.
/// </summary>
internal sealed class HubDecision(HubDecisionInput input) : IHubDecision
{
    private readonly PartnerState _theirs = input.Theirs;
    private readonly LinkRow _link = input.Link;
    private IReadOnlyList<FieldConflict> _noted = [];
    private IReadOnlyList<string> _held = [];
    private IReadOnlyList<string> _agreed = [];
    private HubWriteKind _kind;
    private bool _lost;
    private bool _isLeft;
    private bool _lacks;
    private bool _mustAsk;
    private bool _isAsked;
    private DeliveryResult? _guards;

    /// <summary>Who loses by the last decision.</summary>
    public IReadOnlyList<FieldConflict> Conflicts { get; private set; } = [];

    /// <summary>The hub holds a value that its feed has not shown yet: nothing was decided.</summary>
    public bool IsAheadOfFeed { get; private set; }

    /// <summary>Nothing was written: the losers must be noted first (invariant 6).</summary>
    public bool MustNote { get; private set; }

    public bool MustLoad => _mustAsk || input.Claims is { Knowledge.IsMissing: true };

    /// <summary>Nothing was written: a guard or a claim holds it back.</summary>
    public DeliveryResult? Refusal { get; private set; }

    /// <summary>
    /// The partner's change was set aside and the hub stands as it is, so no change of the hub's own will tell the partner.
    /// </summary>
    public bool TellsBack { get; private set; }

    /// <summary>A claim, or a person who has not decided yet, keeps the partner's record out of the hub.</summary>
    public bool IsKeptOut => _lost || _held.Contains(FieldConflict.WholeRecord);

    /// <summary>The losers of the last decision are noted.</summary>
    public void Noted() => _noted = Conflicts;

    public Task<bool> LoadAsync()
    {
        if (_mustAsk)
        {
            (_mustAsk, _isAsked, _guards) = (false, true, input.Guard());
        }

        return input.Claims is { Knowledge.IsMissing: true } claims ? claims.Knowledge.LoadAsync() : Task.FromResult(true);
    }

    public HubWrite Decide(ReadOnlyMemory<byte>? current, IHubRows rows)
    {
        (Conflicts, IsAheadOfFeed, MustNote, _held, _agreed) = ([], false, false, _link.Held, []);
        (Refusal, TellsBack, _lost) = (null, false, false);
        (_isLeft, _lacks, _mustAsk) = (false, false, false);
        var write = current is { } ours && !_theirs.IsGone ? Merge(ours) : MergeDelete(current ?? default);
        if (write.Kind == HubWriteKind.Delete)
        {
            // Invariant 12: too many deletes are not made, whoever sends them.
            (_mustAsk, Refusal) = (!_isAsked, _guards);
            write = _mustAsk ? HubWrite.Nothing : write;
        }
        else if (write.Kind != HubWriteKind.Nothing && input.Claims is { } claims)
        {
            write = Claim(claims, current, write, rows);
        }

        write = Refusal is null ? write : HubWrite.Nothing;
        _kind = write.Kind;
        if (write.Kind == HubWriteKind.Nothing || FieldConflict.AreSame(Conflicts, _noted))
        {
            return write;
        }

        MustNote = true;
        return HubWrite.Nothing;
    }

    /// <summary>The result: what the partner sent is what it holds, whoever won.</summary>
    public DeliveryResult Ended(bool written) => _isLeft
        ? DeliveryResult.Ended(Outcome.NotSent, "left_there")
        : DeliveryResult.Ended(OutcomeOf(written), _lost ? "claim_lost" : "ok") with
        {
            Link = After(),
            Conflicts = Conflicts,
            Agreed = _agreed,
            WroteHub = _kind != HubWriteKind.Nothing,
            TellsLater = _kind == HubWriteKind.Nothing && _lacks,
        };

    private Outcome OutcomeOf(bool written)
        => _lost ? Outcome.Refused : written ? Outcome.Delivered : Outcome.Agreed;

    private HubWrite Claim(ClaimStage claims, ReadOnlyMemory<byte>? current, HubWrite write, IHubRows rows)
    {
        var wanted = new ClaimCase(input.Key, current, write, input.Partner, TheirStamp);
        var claimed = claims.Judge(wanted, rows, input.Delivery);
        if (claims.Knowledge.IsMissing)
        {
            return HubWrite.Nothing;
        }

        if (claimed.IsTooMany)
        {
            Refusal = LoserLimits.Refusal;
            return HubWrite.Nothing;
        }

        Conflicts = [.. Conflicts, .. claimed.Conflicts];
        _held = [.. _held.Union(claimed.Held, StringComparer.Ordinal)];
        _lost = claimed.IsLost;
        if (claimed.IsLost && claimed.Write.Kind == HubWriteKind.Nothing)
        {
            TellsBack = true;
        }

        return claimed.Write;
    }

    private HubWrite Merge(ReadOnlyMemory<byte> ours)
    {
        var merge = FieldMerge.Merge(new MergeInput
        {
            Theirs = _theirs.Fields,
            Ours = ours,
            Base = _link.Fields,
            HubStamps = field => StampOf(field, ours),
            TheirStamp = TheirStamp,
            Partner = input.Partner,
            Plan = input.Plan,
            Same = input.Same,
            Held = _link.Held.ToHashSet(StringComparer.Ordinal),
        });
        if (merge.Unstamped.Count > 0)
        {
            IsAheadOfFeed = true;
            return HubWrite.Nothing;
        }

        (Conflicts, _held, _agreed) = (merge.Conflicts, merge.Held, merge.Agreed);
        _lacks = input.First is not null && Lacks(ours);
        if (merge.Write.IsEmpty && _link.Held.Contains(FieldConflict.WholeRecord))
        {
            // The record is on both sides again, so nothing is open any more: what the partner was not told meanwhile is owed to it.
            TellsBack = true;
        }

        return merge.Write.IsEmpty ? HubWrite.Nothing : new HubWrite(HubWriteKind.Update, merge.Write);
    }

    /// <summary>One side, or both, have not got the record.</summary>
    private HubWrite MergeDelete(ReadOnlyMemory<byte> ours)
    {
        if (FeedIsBehind(ours))
        {
            IsAheadOfFeed = true;
            return HubWrite.Nothing;
        }

        var merge = DeleteMerge.Merge(new DeleteInput
        {
            Theirs = _theirs.IsGone ? default : _theirs.Fields,
            Ours = ours,
            Base = _link.Fields,
            WasGone = _link.IsTombstone,
            Told = input.Told,
            Key = input.Key,
            HubStamp = LastStamp(),
            TheirStamp = TheirStamp,
            Partner = input.Partner,
            Plan = input.Plan,
            Same = input.Same,
            Held = _link.Held.Contains(FieldConflict.WholeRecord),
        });
        Conflicts = merge.Conflict is null ? [] : [merge.Conflict];
        _held = merge.Held ? [FieldConflict.WholeRecord] : [];
        if (merge.Kind == DeleteKind.Insert && input.First is { TakesNew: false })
        {
            _isLeft = true;
            return HubWrite.Nothing;
        }

        return merge.Kind switch
        {
            DeleteKind.Delete => new HubWrite(HubWriteKind.Delete, default),
            DeleteKind.Insert => new HubWrite(HubWriteKind.Insert, Born(merge.Write)),
            DeleteKind.Nothing => HubWrite.Nothing,
        };
    }

    private Stamp TheirStamp => Stamp.Between(_theirs.From, _theirs.To).NotAfter(input.Latest);

    /// <summary>
    /// Null: the feed has not shown this value yet, an application's write is on its way. A field that the feed never showed
    /// was there before it: older than anything.
    /// </summary>
    private HubStamp? StampOf(string field, ReadOnlyMemory<byte> ours)
    {
        var stamps = FieldStamps.Of(input.Card.Stamps.Span, field);
        if (!stamps.IsKnown && input.First is { } first)
        {
            return HubStamp.At(first.StampOf(ours.Span));
        }

        return !stamps.HasShown(JsonFields.Find(ours.Span, field)) ? null
            : new HubStamp(Stamp.At(stamps.FirstAfter(_link.BaseAt)), Stamp.At(stamps.Last));
    }

    /// <summary>The partner was never told of the hub's record, and does not hold all that it is to be told.</summary>
    private bool Lacks(ReadOnlyMemory<byte> ours)
    {
        var fields = new JsonFields(ours.Span);
        while (fields.Next())
        {
            var theirs = JsonFields.Find(_theirs.Fields.Span, fields.Name);
            var same = theirs.IsEmpty ? fields.Value.SequenceEqual("null"u8)
                : fields.Value.SequenceEqual(theirs) || input.Same(FieldPath.TextOf(fields.Name), fields.Value, theirs);
            if (!same && input.Told(fields.Name))
            {
                return true;
            }
        }

        return false;
    }

    private bool FeedIsBehind(ReadOnlyMemory<byte> ours)
    {
        var card = new JsonFields(input.Card.Stamps.Span);
        while (card.Next())
        {
            if (!FieldStamps.Of(input.Card.Stamps.Span, card.Name).HasShown(JsonFields.Find(ours.Span, card.Name)))
            {
                return true;
            }
        }

        return false;
    }

    private Stamp LastStamp()
    {
        var last = default(EventTime);
        var card = new JsonFields(input.Card.Stamps.Span);
        while (card.Next())
        {
            var changed = FieldStamps.Of(input.Card.Stamps.Span, card.Name).Last;
            last = changed > last ? changed : last;
        }

        return Stamp.At(last);
    }

    private byte[] Born(ReadOnlyMemory<byte> known)
    {
        var whole = new ArrayBufferWriter<byte>();
        JsonOverlay.Write(known.Span, _theirs.WhenBorn.Span, whole);
        return whole.WrittenSpan.ToArray();
    }

    // Invariant 4: base of the next merge is what the partner holds now, whoever won; what of the hub's it lacks is owed to it.
    private LinkRow After() => _link.Holding(_theirs) with
    {
        Passed = HubPrevails && input.Card.Shown.Value > _link.Passed.Value ? input.Card.Shown : _link.Passed,
        Held = _held,
    };

    /// <summary>
    /// What the partner changed lost against what the hub has shown. Invariant 7: older changes of the hub that still wait must not be
    /// told any more, for the partner's people had replaced what they would bring back.
    /// </summary>
    private bool HubPrevails => _kind == HubWriteKind.Nothing && Conflicts.Any(c => c.Winner is { IsHub: true });
}
