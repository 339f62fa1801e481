using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Lanes.Meetings;
using HmsSync.Resolve;
using HmsSync.Sdk;

namespace HmsSync.Lanes.Records;

/// <summary>
/// The stages to a partner that answers for records: it is told the difference to what it holds, on the version it holds. It
/// never merges: what is found to differ there is journaled as the partner's change, and this delivery goes on when the hub
/// has made of it what it will (invariants 4 and 7).
/// </summary>
internal sealed class ToRecord(
    PartnerPlan partner,
    int mirrorLane,
    int hubLane,
    LinkTools links,
    RecordReader reader,
    RecordPush push,
    PartnerReports reports,
    DeleteGuards guards,
    OscillationBreaker oscillations,
    MeetingBook meetings,
    IDeliverer others)
    : IDeliverer
{
    /// <summary>Invariant 11: how often a delivery is decided anew because the record there is another one.</summary>
    private const int MostWalksBack = 5;

    private static readonly TimeSpan UntilTheHubHasSeen = TimeSpan.FromMilliseconds(100);

    private readonly WalksBack _walks = new(links.Clock, partner.Timeout);

    public Task<DeliveryResult> DeliverAsync(OwedEvent owed, CancellationToken cancellation)
    {
        if (owed.Op == ChangeOp.Event || !partner.Records.TryGetValue(owed.Event.Topic, out var records))
        {
            return others.DeliverAsync(owed, cancellation);
        }

        if (HopLimit.Refusal(owed) is { } loop)
        {
            return Task.FromResult(loop);
        }

        return links.Gates.InTurnAsync(mirrorLane, owed.Event.Record, async () =>
        {
            var result = await TellAsync(owed, records, cancellation);
            if (result.Outcome is not null)
            {
                _walks.Ended(owed);
                links.Doubtful.Clear(mirrorLane, owed.Event.Record);
            }

            return result;
        });
    }

    public void GivenUp(PartnerSeq delivery, long record)
    {
        // What stands there stands there, whoever wrote it: the way back does not wait for a call that nobody makes any more.
        _walks.Ended(delivery);
        links.Doubtful.Clear(mirrorLane, record);
        others.GivenUp(delivery, record);
    }

    private async Task<DeliveryResult> TellAsync(OwedEvent owed, RecordsPlan records, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var link = links.Link(mirrorLane, owed.Event.Record);
        if (link.HasOvertaken(owed.Event.Seq))
        {
            // The partner has said something newer, and the hub took it: what the hub made of that is on its way here.
            return DeliveryResult.Ended(Outcome.Superseded, "newer_at_partner");
        }

        if (meetings.Of(mirrorLane, records.Table) is { } meeting)
        {
            if (meeting.HoldsBack(link))
            {
                // Its newest state goes when the two have met: nothing of this one is lost.
                return DeliveryResult.Ended(Outcome.Held, "first_meeting") with { TellsLater = true };
            }

            if (link.Incarnation == 0 && links.Unclear(mirrorLane, owed.Event.Record) == Unclear.Open)
            {
                return DeliveryResult.Ended(Outcome.Held, "open_conflict");
            }
        }

        if (_walks.IsBeingJudged(owed, link))
        {
            return Again("being_judged");
        }

        if (link.Held.Contains(FieldConflict.WholeRecord))
        {
            return IsOnBothSides(owed, records, link)
                ? await LookAsync(owed, records, link, RecordTelling.Of(owed.Op, owed.Event.Fields, link, records.Mapping), cancellation)
                : DeliveryResult.Ended(Outcome.Held, "open_conflict");
        }

        var telling = RecordTelling.Of(owed.Op, owed.Event.Fields, link, records.Mapping);
        if (telling.Op is not { } op)
        {
            return DeliveryResult.Ended(Outcome.Agreed) with { AgreedAt = link.Incarnation == 0 ? null : owed.Event.Stamp };
        }

        if (!push.Can(records.Table, op))
        {
            return DeliveryResult.Ended(Outcome.NotSent, "not_offered");
        }

        var refusal = oscillations.Refusal(mirrorLane, owed.Event.Record)
            ?? (op == ChangeOp.Delete ? guards.Refusal(mirrorLane, mirrorLane, owed) : null);
        if (refusal is not null)
        {
            return refusal;
        }

        return records.KeyByPartner && op == ChangeOp.Insert
            ? await links.Gates.InTurnAsync(mirrorLane, LinkGates.Births, () => TellOrLookAsync(owed, records, link, telling, cancellation))
            : await TellOrLookAsync(owed, records, link, telling, cancellation);
    }

    /// <summary>
    /// The hub holds the record again, and what stands open is that one side had it and the other had not. Invariant 4: it is merged,
    /// whether or not the partner says anything ever again.
    /// </summary>
    private bool IsOnBothSides(OwedEvent owed, RecordsPlan records, LinkRow link)
        => records.CanRead && owed.Op != ChangeOp.Delete && link.IsThere && _walks.Count(owed) == 0
            && links.Card(owed.Event.Record).Shown == owed.Event.Seq;

    private async Task<DeliveryResult> TellOrLookAsync(
        OwedEvent owed, RecordsPlan records, LinkRow known, RecordTelling telling, CancellationToken cancellation)
    {
        var link = telling.Op == ChangeOp.Insert ? links.Link(mirrorLane, owed.Event.Record) : known;
        if (link.Revision != known.Revision)
        {
            return Again("linked_now"); // it was born here from there while this one waited
        }

        if (telling.Op == ChangeOp.Insert && records.KeyByPartner && links.IsBeingLinked(hubLane, owed.Event.Record))
        {
            return Again("being_linked"); // invariant 4: it was born here from there before a crash
        }

        var isSafe = push.IsSafeToRepeat(records, telling.Op!.Value);
        if (_walks.OnItsWay(owed, isSafe) is { Ticks: > 0 } wait)
        {
            // In its turn, and as no try: the record waits, and nothing is said against the partner, nor for it.
            await Task.Delay(wait, links.Clock, cancellation);
        }

        return push.MustKnowTheVersion(records.Table, link) || _walks.MustLook(owed, isSafe)
            ? await LookAsync(owed, records, link, telling, cancellation)
            : await TellAsync(owed, records, link, telling, cancellation);
    }

    private async Task<DeliveryResult> TellAsync(
        OwedEvent owed, RecordsPlan records, LinkRow link, RecordTelling telling, CancellationToken cancellation)
    {
        var pushed = await push.SendAsync(owed, records, link, telling, cancellation);
        if (pushed.Fault is { } fault)
        {
            return fault;
        }

        var outcome = pushed.Outcome!;
        if (outcome.Failure is { } failure)
        {
            return await FailedAsync(owed, records, link, telling, outcome, failure, cancellation);
        }

        _walks.Ended(owed);
        await oscillations.WroteAsync(mirrorLane, owed.Event.Record, toHub: false);
        if (pushed.Differs)
        {
            // It keeps another form than it was sent: its own change, made of ours.
            await reports.FoundAsync(records, KeyFor(owed, records, pushed.PartnerKey), outcome.Record, default);
        }

        return DeliveryResult.Ended(Outcome.Delivered, "ok", outcome.Status) with
        {
            Link = Told(owed, link, telling, outcome.Version, pushed.PartnerKey),
        };
    }

    /// <summary>The link when the partner has taken what it was told.</summary>
    private static LinkRow Told(OwedEvent owed, LinkRow link, RecordTelling telling, string? version, string? partnerKey)
    {
        var isDelete = telling.Op == ChangeOp.Delete;
        return link with
        {
            Fields = telling.After(link),
            Version = isDelete ? null : version,
            PartnerKey = isDelete ? null : partnerKey ?? link.PartnerKey,
            Incarnation = Math.Max(1, link.Incarnation + (link.IsTombstone && !isDelete ? 1 : 0)),
            Revision = link.Revision + 1,
            BaseAt = owed.Event.Stamp,
        };
    }

    private async Task<DeliveryResult> FailedAsync(
        OwedEvent owed,
        RecordsPlan records,
        LinkRow link,
        RecordTelling telling,
        PushOutcome outcome,
        FailureKind failure,
        CancellationToken cancellation)
    {
        if (failure is FailureKind.NotFound or FailureKind.Gone && telling.Op == ChangeOp.Delete)
        {
            _walks.Ended(owed);
            return DeliveryResult.Ended(Outcome.Delivered, "gone_before", outcome.Status) with
            {
                Link = Told(owed, link, telling, null, null),
            };
        }

        if (failure is FailureKind.Conflict or FailureKind.NotFound or FailureKind.Gone)
        {
            return _walks.Count(owed) < MostWalksBack
                ? await LookAsync(owed, records, link, telling, cancellation)
                : DeliveryResult.Failed(
                    FailureKind.Rejected, outcome.Code, $"The record there was another one {MostWalksBack} times in a row.");
        }

        if (failure is FailureKind.Unknown or FailureKind.Unavailable or FailureKind.BadAnswer)
        {
            _walks.IsUnknown(owed);
            links.Doubtful.Mark(mirrorLane, owed.Event.Record);
        }

        return DeliveryResult.Failed(outcome);
    }

    /// <summary>Reads what stands there, has the hub judge it, and comes back.</summary>
    private async Task<DeliveryResult> LookAsync(
        OwedEvent owed, RecordsPlan records, LinkRow link, RecordTelling telling, CancellationToken cancellation)
    {
        // What is made anew gets a new key there: the one of a record that is gone tells nothing of it.
        var partnerKey = telling.Op == ChangeOp.Insert && records.KeyByPartner
            ? null
            : RecordReader.PartnerKeyOf(partner.Name, records, owed.Event.Key, link);
        var found = await reader.LookAsync(records, owed.Event.Key, partnerKey, cancellation);
        if (found.Failure is { } failure)
        {
            return DeliveryResult.Failed(failure);
        }

        var ours = found.Record is { } shown ? telling.AsTold(shown.Fields, records.Mapping) : default;
        var revision = links.Link(mirrorLane, owed.Event.Record).Revision; // as it is stored, whatever was found in this turn before
        links.Doubtful.Looked(mirrorLane, owed.Event.Record, revision, ours);
        var isOpen = link.Held.Contains(FieldConflict.WholeRecord);
        if (!isOpen && telling.IsDone(found.Presence == RecordPresence.Found, ours))
        {
            // A call of ours had done it.
            _walks.Ended(owed);
            return DeliveryResult.Ended(Outcome.Delivered, "found_done") with
            {
                Link = Told(owed, link, telling, found.Record?.Version, found.Record is { } r ? records.KeyOf(r.Fields.Span) : null),
            };
        }

        if (telling.Op == ChangeOp.Insert && records.KeyByPartner && partnerKey is null && found.Record is { } born)
        {
            return await BornBeforeAsync(owed, records, link, telling, born);
        }

        if (found.Presence == RecordPresence.NotThere && !link.IsThere)
        {
            // As was believed: it was never made, and can be made now.
            _walks.LookedInTurn(owed);
            return Again("not_made");
        }

        if (found.Presence == RecordPresence.NotOurs)
        {
            return DeliveryResult.Failed(
                FailureKind.Rejected, "not_ours", "The record there is none of those that `where` says are shared.");
        }

        if (!MayChange(records, found.Record, link))
        {
            return isOpen ? DeliveryResult.Ended(Outcome.Held, "open_conflict")
                : await OverwriteAsync(owed, records, link, found.Record, cancellation);
        }

        // Invariant 4: what stands there goes the partner's own way to the hub; one place merges.
        var key = KeyFor(owed, records, found.Record is { } there ? records.KeyOf(there.Fields.Span) : partnerKey);
        await reports.FoundAsync(
            records, key, found.Record?.Fields ?? default, RecordReader.KeyFields(records.Mapping, owed.Event.Key), ours);
        _walks.Looked(owed, revision);
        return Again("read_again");
    }

    /// <summary>The hub takes from the partner what it has done to the record.</summary>
    private bool MayChange(RecordsPlan records, PartnerRecord? there, LinkRow link)
        => (link.Incarnation == 0 && meetings.Of(mirrorLane, records.Table) is { IsOn: true })
            || records.Ops.Contains(there is null ? ChangeOp.Delete : link.IsThere ? ChangeOp.Update : ChangeOp.Insert);

    /// <summary>
    /// What the partner may not do to the hub is nothing to merge, and stands in the way of nothing: it is told all of the hub's record
    /// that it does not hold.
    /// </summary>
    private async Task<DeliveryResult> OverwriteAsync(
        OwedEvent owed, RecordsPlan records, LinkRow link, PartnerRecord? there, CancellationToken cancellation)
    {
        var (theirs, fault) = there is null
            ? (new PartnerState { IsGone = true }, null)
            : new PartnerWords(records.Mapping, records.Table).Read(there.Fields, records.Full, owed.Event.Key);
        if (fault is not null)
        {
            return fault;
        }

        // Invariant 3: each look may make another body, and a body has a revision of its own.
        var held = link.Holding(theirs with { Version = there?.Version });
        var now = held with
        {
            PartnerKey = !records.KeyByPartner ? held.PartnerKey : there is null ? null : records.KeyOf(there.Fields.Span),
            Revision = held.Revision + _walks.Count(owed),
        };
        _walks.LookedInTurn(owed);
        var telling = RecordTelling.Of(owed.Op, owed.Event.Fields, now, records.Mapping);
        return telling.Op is not { } op ? DeliveryResult.Ended(Outcome.Agreed) with { Link = now }
            : !push.Can(records.Table, op) ? DeliveryResult.Ended(Outcome.NotSent, "not_offered")
            : records.KeyByPartner && op == ChangeOp.Insert ? await links.Gates.InTurnAsync(
                mirrorLane, LinkGates.Births, () => MakeAnewAsync(owed, records, now, telling, cancellation))
            : await TellAsync(owed, records, now, telling, cancellation);
    }

    /// <summary>A call of unknown outcome may have made it anew already, under a key that nobody here knows.</summary>
    private async Task<DeliveryResult> MakeAnewAsync(
        OwedEvent owed, RecordsPlan records, LinkRow now, RecordTelling telling, CancellationToken cancellation)
    {
        if (reader.CanFind(records.Table))
        {
            var found = await reader.LookAsync(records, owed.Event.Key, null, cancellation);
            if (found.Failure is { } failure)
            {
                return DeliveryResult.Failed(failure);
            }

            if (found.Record is { } born)
            {
                return await BornBeforeAsync(owed, records, now, telling, born);
            }
        }

        return await TellAsync(owed, records, now, telling, cancellation);
    }

    /// <summary>
    /// It was found by the hub's key, which nobody but us writes there: our call of unknown outcome has made it, just as it was told,
    /// and whoever has changed it since had seen that (invariant 7). Linked in the same turn, it cannot be born here a second time.
    /// </summary>
    private async Task<DeliveryResult> BornBeforeAsync(
        OwedEvent owed, RecordsPlan records, LinkRow link, RecordTelling telling, PartnerRecord there)
    {
        _walks.Ended(owed);
        var partnerKey = records.KeyOf(there.Fields.Span);
        await reports.FoundAsync(records, KeyFor(owed, records, partnerKey), there.Fields, default);
        return DeliveryResult.Ended(Outcome.Delivered, "found_made") with { Link = Told(owed, link, telling, null, partnerKey) };
    }

    /// <summary>Where the partner makes the keys its events are known by those, unless the link knows better.</summary>
    private RecordKey KeyFor(OwedEvent owed, RecordsPlan records, string? partnerKey)
        => records.KeyByPartner && partnerKey is not null
            ? RecordKey.OfPartner(partner.Name, records.KeyField, partnerKey)
            : owed.Event.Key;

    private static DeliveryResult Again(string code)
        => DeliveryResult.Failed(FailureKind.Conflict, code, "The record at the partner is being judged.") with
        {
            WaitsForAnother = true,
            Again = UntilTheHubHasSeen,
        };
}
