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
    RecordPush push,
    RecordTeller teller,
    RecordLook look,
    WalksBack walks,
    DeleteGuards guards,
    OscillationBreaker oscillations,
    MeetingBook meetings,
    IDeliverer others)
    : IDeliverer
{
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
                walks.Ended(owed);
                links.Doubtful.Clear(mirrorLane, owed.Event.Record);
            }

            return result;
        });
    }

    public void GivenUp(PartnerSeq delivery, long record)
    {
        // What stands there stands there, whoever wrote it: the way back does not wait for a call that nobody makes any more.
        walks.Ended(delivery);
        links.Doubtful.Clear(mirrorLane, record);
        others.GivenUp(delivery, record);
    }

    private async Task<DeliveryResult> TellAsync(OwedEvent owed, RecordsPlan records, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (IsAnotherRecordNow(owed, records))
        {
            return DeliveryResult.Ended(Outcome.Superseded, "linked_since");
        }

        var link = links.Link(mirrorLane, owed.Event.Record);
        if (link.HasOvertaken(owed.Event.Seq))
        {
            // The partner has said something newer, and the hub took it: what the hub made of that is on its way here.
            return DeliveryResult.Ended(Outcome.Superseded, "newer_at_partner");
        }

        if (HeldByMeeting(owed, records, link) is { } held)
        {
            return held;
        }

        if (walks.IsBeingJudged(owed, link))
        {
            return RecordLook.Again("being_judged");
        }

        var record = new RecordCase(owed, records, link, RecordTelling.Of(owed.Op, owed.Event.Fields, link, records.Mapping));
        if (link.Held.Contains(FieldConflict.WholeRecord))
        {
            return IsOnBothSides(record)
                ? await look.LookAsync(record, cancellation)
                : DeliveryResult.Ended(Outcome.Held, "open_conflict");
        }

        if (record.Telling.Op is not { } op)
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

        return record.IsBirth
            ? await links.Gates.InTurnAsync(mirrorLane, LinkGates.Births, () => TellOrLookAsync(record, cancellation))
            : await TellOrLookAsync(record, cancellation);
    }

    /// <summary>Null: the two sides have met, as far as this record goes.</summary>
    private DeliveryResult? HeldByMeeting(OwedEvent owed, RecordsPlan records, LinkRow link)
    {
        if (meetings.Of(mirrorLane, records.Table) is not { } meeting)
        {
            return null;
        }

        if (meeting.HoldsBack(link))
        {
            // Its newest state goes when the two have met: nothing of this one is lost.
            return DeliveryResult.Ended(Outcome.Held, "first_meeting") with { TellsLater = true };
        }

        return link.Incarnation == 0 && links.Unclear(mirrorLane, owed.Event.Record) == Unclear.Open
            ? DeliveryResult.Ended(Outcome.Held, "open_conflict")
            : null;
    }

    /// <summary>
    /// The hub holds the record again, and what stands open is that one side had it and the other had not. Invariant 4: it is merged,
    /// whether or not the partner says anything ever again.
    /// </summary>
    private bool IsOnBothSides(RecordCase record)
        => record.Records.CanRead && record.Owed.Op != ChangeOp.Delete && record.Link.IsThere && walks.Count(record.Owed) == 0
            && links.Card(record.Owed.Event.Record).Shown == record.Owed.Event.Seq;

    /// <summary>
    /// A record that never came into the hub is known by its key at the partner alone. It has come since, as a hub record with a lane
    /// of deliveries of its own: nothing is told by the old name.
    /// </summary>
    private bool IsAnotherRecordNow(OwedEvent owed, RecordsPlan records)
        => records.KeyByPartner
            && owed.Event.Key.AtPartner(partner.Name, records.KeyField) is { } partnerKey
            && links.LinkedBy(mirrorLane, records.Table, partnerKey).Record is > 0 and var linked
            && linked != owed.Event.Record;

    private async Task<DeliveryResult> TellOrLookAsync(RecordCase known, CancellationToken cancellation)
    {
        var (owed, records, telling) = (known.Owed, known.Records, known.Telling);
        var link = telling.Op == ChangeOp.Insert ? links.Link(mirrorLane, owed.Event.Record) : known.Link;
        if (link.Revision != known.Link.Revision)
        {
            return RecordLook.Again("linked_now"); // it was born here from there while this one waited
        }

        if (known.IsBirth && links.IsBeingLinked(hubLane, owed.Event.Record))
        {
            return RecordLook.Again("being_linked"); // invariant 4: it was born here from there before a crash
        }

        var isSafe = push.IsSafeToRepeat(records, telling.Op!.Value);
        if (walks.OnItsWay(owed, isSafe) is { Ticks: > 0 } wait)
        {
            // In its turn, and as no try: the record waits, and nothing is said against the partner, nor for it.
            await Task.Delay(wait, links.Clock, cancellation);
        }

        var record = known with { Link = link };
        return push.MustKnowTheVersion(records.Table, link) || walks.MustLook(owed, isSafe) || walks.IsUnmoved(owed, link)
            ? await look.LookAsync(record, cancellation)
            : await teller.TellAsync(record, cancellation) ?? await look.LookAsync(record, cancellation);
    }
}
