using System.Text.Json;
using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds.Doorbells;
using HmsSync.Lanes.Claims;
using HmsSync.Lanes.Meetings;
using HmsSync.Lanes.Records;
using HmsSync.Map;
using HmsSync.Resolve;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>
/// The stages to the hub: map → govern → resolve → deliver. Partner words until map, hub words after. Where the partner's
/// record can be read, what came is a hint only: it is read when the link has its turn, so that what is merged is never older
/// than what the partner was last told.
/// </summary>
internal sealed class ToHub(
    PartnerPlan partner,
    IReadOnlyDictionary<string, MergePlan> merges,
    int lane,
    int mirrorLane,
    HubApplying applying,
    HubAnswers answers,
    RecordReader? reader,
    LinkTools links,
    Func<string, ClaimStage?> claims,
    DeleteGuards guards,
    OscillationBreaker oscillations,
    MeetingBook meetings,
    MeetingFinder finder,
    BirthKeys births,
    TimeProvider clock)
    : IDeliverer
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan UntilKnown = TimeSpan.FromSeconds(5);

    private readonly LaterParts _later = new(partner, lane, links);

    public Task<DeliveryResult> DeliverAsync(OwedEvent owed, CancellationToken cancellation)
    {
        if (HopLimit.Refusal(owed) is { } loop)
        {
            return Task.FromResult(loop);
        }

        if (owed.Event.Key.IsUntold)
        {
            return Ended(
                FailureKind.Unbuildable, "bad_item", "The item could not be read when it came; have the partner send it again.");
        }

        if (AnswerName.Read(owed.Event.Via) is { } answer)
        {
            return answers.DeliverAsync(owed, answer, cancellation);
        }

        var records = partner.Records.GetValueOrDefault(owed.Event.Topic);
        var receive = partner.Receive.FirstOrDefault(r => r.Event == owed.Event.Via && r.Table == owed.Event.Topic);
        if (receive is null && owed.Event.Via != records?.Via && owed.Event.Via != records?.MeetingVia)
        {
            return Ended(
                FailureKind.Unbuildable, "no_receive", $"partners.{partner.Name}.receive.events has no {owed.Event.Via} any more.");
        }

        if (meetings.Of(mirrorLane, owed.Event.Topic) is { HoldsPartner: true } meeting)
        {
            // The listing of the meeting shows what this one tells; before that it is not known whether there will be one.
            return Task.FromResult(meeting.Stage == MeetingStage.Unmet
                ? Later("first_meeting", "It is not known yet whether both sides hold records.") with { Again = UntilKnown }
                : DeliveryResult.Ended(Outcome.Held, "first_meeting"));
        }

        var delivering = records is { KeyByPartner: true } && owed.Event.Key.AtPartner(partner.Name, records.KeyField) is { } partnerKey
            ? ByPartnerKeyAsync(owed, receive, records, partnerKey, cancellation)
            : links.Gates.InTurnAsync(
                mirrorLane,
                owed.Event.Record,
                () => InTurnAsync(owed, receive, records, new Meant(owed.Event.Key, owed.Event.Record, null), cancellation));
        return PassedAsync(owed, delivering);
    }

    /// <summary>Invariant 4: a delivery to the partner may wait for this, whether or not the link moves on.</summary>
    private async Task<DeliveryResult> PassedAsync(OwedEvent owed, Task<DeliveryResult> delivering)
    {
        var result = await delivering;
        if (result.Outcome is not null and not Outcome.Held)
        {
            links.Judgements.Passed(mirrorLane, owed.Event.Topic, owed.Event.Key);
        }

        return result;
    }

    /// <summary>
    /// The partner makes the keys: the link tells the hub's. Where there is none the record is born here, when nothing is being
    /// born there.
    /// </summary>
    private async Task<DeliveryResult> ByPartnerKeyAsync(
        OwedEvent owed, ReceivePlan? receive, RecordsPlan records, string partnerKey, CancellationToken cancellation)
    {
        if (links.LinkedBy(mirrorLane, owed.Event.Topic, partnerKey).Key.IsNone)
        {
            var found = await FindAsync(owed, receive, records, partnerKey, cancellation);
            if (found.End is not null)
            {
                return found.End;
            }

            if (!found.Key.IsNone)
            {
                var number = links.NumberOf(owed.Event.Topic, found.Key);
                return await links.Gates.InTurnAsync(
                    mirrorLane, number,
                    async () => number > 0 && links.Link(mirrorLane, number).Incarnation > 0
                        ? Later("linked_now", "The record has just been linked.")
                        : await InTurnAsync(owed, receive, records, new Meant(found.Key, number, partnerKey), cancellation));
            }

            // Its own turn too: what a claim keeps out of the hub is told to be gone by that name.
            return await links.Gates.InTurnAsync(mirrorLane, owed.Event.Record, () => links.Gates.InTurnAsync(
                mirrorLane, LinkGates.Births, async () =>
                    links.LinkedBy(mirrorLane, owed.Event.Topic, partnerKey).Key.IsNone
                        ? await InTurnAsync(
                            owed, receive, records, new Meant(births.Of(owed), 0, partnerKey) { IsBorn = true }, cancellation)
                        : Later("linked_now", "The record has just been linked.")));
        }

        // Invariant 4: while it waited for its turn the hub's record may have become another one there.
        var (key, record) = links.LinkedBy(mirrorLane, owed.Event.Topic, partnerKey);
        return await links.Gates.InTurnAsync(mirrorLane, record, async () =>
            links.Link(mirrorLane, record).PartnerKey == partnerKey
                ? await InTurnAsync(owed, receive, records, new Meant(key, record, partnerKey), cancellation)
                : Later("linked_now", "The hub's record has just become another one there."));
    }

    /// <summary>At a first meeting: the hub record that the partner's is, or why it ends here; neither: it is one of its own.</summary>
    private async Task<(RecordKey Key, DeliveryResult? End)> FindAsync(
        OwedEvent owed, ReceivePlan? receive, RecordsPlan records, string partnerKey, CancellationToken cancellation)
    {
        if (meetings.Of(mirrorLane, owed.Event.Topic) is not { } meeting || applying.IsDone(owed))
        {
            return (RecordKey.None, null);
        }

        var unclear = links.Unclear(lane, owed.Event.Record);
        if (unclear == Unclear.Open)
        {
            return (RecordKey.None, DeliveryResult.Ended(Outcome.Held, "open_conflict"));
        }

        if (!meeting.IsOn || unclear == Unclear.Answered)
        {
            return (RecordKey.None, null);
        }

        var (theirs, fault) = owed.Event.Via == records.MeetingVia
            ? new PartnerWords(records.Mapping, records.Table).Read(owed.Event.Fields, records.Full, RecordKey.None)
            : await StateAsync(
                owed, receive, records, RecordKey.None, LinkRow.None with { PartnerKey = partnerKey }, records.Mapping, cancellation);
        if (fault is not null || theirs.IsGone)
        {
            return (RecordKey.None, fault);
        }

        var found = await finder.FindAsync(meeting, RecordKey.None, theirs.Fields, meeting.Index, cancellation);
        return (found.Key, Refused(found, theirs));
    }

    /// <summary>Null: it can be told which record of the hub it is, or that it is none.</summary>
    private static DeliveryResult? Refused(FoundHub found, PartnerState theirs) => found.Kind switch
    {
        FoundKind.NotReady => Later("first_meeting", "What matches is being read again."),
        FoundKind.Unclear => DeliveryResult.Ended(Outcome.Held, "first_unclear") with
        {
            Conflicts = [FieldConflict.OfUnclear(default, theirs.Fields, found.Why)],
        },
        _ => null,
    };

    private async Task<DeliveryResult> InTurnAsync(
        OwedEvent owed, ReceivePlan? receive, RecordsPlan? records, Meant meant, CancellationToken cancellation)
    {
        // The turn may have come only because the engine ends, and then the mirror is not what it will be.
        cancellation.ThrowIfCancellationRequested();
        var mapping = records?.Mapping ?? receive!.Mapping;
        bool Told(string field) => mapping.PartnerFieldOf(field) is not null;
        var stored = meant.Record == 0 ? LinkRow.None : links.Link(mirrorLane, meant.Record);
        if (applying.SettleDone(owed, stored, Told) is { } done)
        {
            return done with { Link = done.Link! with { PartnerKey = meant.PartnerKey ?? done.Link!.PartnerKey } };
        }

        if (oscillations.Refusal(mirrorLane, meant.Record) is { } held)
        {
            return held;
        }

        // One that is linked to nothing may be one that a call of unknown outcome has made there.
        if (meant.Record == 0 ? links.Doubtful.IsAnyOpen(mirrorLane) : links.Doubtful.IsOpen(mirrorLane, meant.Record))
        {
            return Later("call_unknown", "Whether a call to the partner has changed this record is not known yet.");
        }

        var link = stored with { PartnerKey = meant.PartnerKey ?? stored.PartnerKey };
        if (meant.PartnerKey is null && link.Incarnation == 0 && links.Unclear(lane, owed.Event.Record) == Unclear.Open)
        {
            return DeliveryResult.Ended(Outcome.Held, "open_conflict");
        }

        var (theirs, fault) = await StateAsync(owed, receive, records, meant.Key, link, mapping, cancellation);
        if (fault is null && theirs.IsGone && link.Incarnation == 0 && meetings.Of(mirrorLane, owed.Event.Topic) is not null)
        {
            // The two sides of it never met: what the partner does not have was not taken from the hub. It has been looked at, and
            // what waits for that must see so.
            return DeliveryResult.Ended(Outcome.Agreed, "never_met") with
            {
                Link = meant.IsBorn ? null : link with { Revision = link.Revision + 1 },
            };
        }

        fault ??= meant.PartnerKey is null && link.Incarnation == 0
            ? await LookAlikeAsync(owed, meant.Key, theirs, cancellation)
            : null;
        var ours = owed.Event.Was.IsEmpty ? links.Doubtful.Recognised(mirrorLane, meant.Record, link.Revision) : owed.Event.Was;
        var known = link.Agreed(ours.Span, theirs.Fields, mapping.Equality.Same);
        return fault ?? (records?.Ops.Contains(OpIn(theirs, known)) == false && First(owed, known) is null
            ? DeliveryResult.Ended(Outcome.NotSent, "op_not_allowed")
            : await ApplyAsync(owed, meant, theirs, known, mapping, cancellation));
    }

    /// <summary>Where keys are ours: under another key the hub may hold what matches, and then nobody can tell.</summary>
    private async Task<DeliveryResult?> LookAlikeAsync(
        OwedEvent owed, RecordKey key, PartnerState theirs, CancellationToken cancellation)
        => meetings.Of(mirrorLane, owed.Event.Topic) is { IsOn: true, Match: not null } meeting
            && links.Unclear(lane, owed.Event.Record) != Unclear.Answered
                ? Refused(await finder.FindAsync(meeting, key, theirs.Fields, meeting.Index, cancellation), theirs)
                : null;

    private Task<(PartnerState State, DeliveryResult? Fault)> StateAsync(
        OwedEvent owed,
        ReceivePlan? receive,
        RecordsPlan? records,
        RecordKey key,
        LinkRow link,
        MappingPlan mapping,
        CancellationToken cancellation)
        => records is { CanRead: true } && reader is not null
            ? ReadAsync(owed, records, key, link, cancellation)
            : Task.FromResult(FromBody(owed, receive, records, key, mapping));

    private async Task<DeliveryResult> ApplyAsync(
        OwedEvent owed, Meant meant, PartnerState theirs, LinkRow link, MappingPlan mapping, CancellationToken cancellation)
    {
        var first = First(owed, link);
        var plan = first is null
            ? merges.GetValueOrDefault(owed.Event.Topic, MergePlan.Default)
            : meetings.Of(mirrorLane, owed.Event.Topic)!.Rules;
        var input = new HubDecisionInput
        {
            Partner = partner.Name,
            Theirs = theirs,
            Link = link,
            Card = default,
            Plan = plan,
            Key = meant.Key,
            IsBorn = meant.IsBorn,
            Delivery = new DeliveryName(lane, owed.PartnerSeq),
            Claims = claims(owed.Event.Topic),
            Guard = () => guards.Refusal(lane, mirrorLane, owed),
            Same = mapping.Equality.Same,
            Told = field => mapping.PartnerFieldOf(field) is not null,
            First = first,
            Latest = Now + plan.Clock.MaxSkew,
        };
        var result = await applying.ApplyAsync(owed, meant.Key, meant.Record, input, cancellation);
        if (result.WroteHub && meant.Record != 0)
        {
            await oscillations.WroteAsync(mirrorLane, meant.Record, toHub: true);
        }

        return result;
    }

    /// <summary>Null: the two sides of the record have met, or there is no meeting.</summary>
    private FirstInput? First(OwedEvent owed, LinkRow link)
    {
        var meeting = link.Incarnation == 0 ? meetings.Of(mirrorLane, owed.Event.Topic) : null;
        var isListed = owed.Event.Via == meeting?.Records.MeetingVia;
        return meeting is null || (!isListed && !meeting.IsOn)
            ? null
            : new FirstInput(
                meeting.Row.Since,
                meeting.ChangedAt,
                meeting.Records.Ops.Contains(ChangeOp.Insert) && (!isListed || meeting.Plan.OnlyPartnerTaken));
    }

    /// <summary>What the partner would do to the hub.</summary>
    private static ChangeOp OpIn(PartnerState theirs, LinkRow link)
        => theirs.IsGone ? ChangeOp.Delete : link.IsThere ? ChangeOp.Update : ChangeOp.Insert;

    private static DeliveryResult Later(string code, string detail)
        => DeliveryResult.Failed(FailureKind.Unavailable, code, detail) with { WaitsForAnother = true, Again = Soon };

    /// <summary>What came is the change.</summary>
    private (PartnerState State, DeliveryResult? Fault) FromBody(
        OwedEvent owed, ReceivePlan? receive, RecordsPlan? records, RecordKey hubKey, MappingPlan mapping)
    {
        if (OpOf(owed, receive) is not { } op)
        {
            return (new PartnerState(), DeliveryResult.Failed(
                FailureKind.Unbuildable, "unknown_op", $"op: field {receive!.Op.Field}"));
        }

        var (state, fault) = new PartnerWords(mapping, owed.Event.Topic).Read(
            owed.Event.Fields, full: receive is null && records!.Full && op != ChangeOp.Delete, hubKey);
        var said = owed.Replay && fault is null ? _later.Rest(owed, state.Fields) : state.Fields;
        if (said.IsEmpty && !state.Fields.IsEmpty)
        {
            return (state, DeliveryResult.Ended(Outcome.Superseded, "newer_state"));
        }

        return (state with
        {
            Fields = said,
            IsGone = op == ChangeOp.Delete,
            From = owed.Event.AtFrom.Micros > 0 ? owed.Event.AtFrom : owed.Event.At,
            To = owed.Event.At,
        }, fault);
    }

    /// <summary>What stands there now is the change.</summary>
    private async Task<(PartnerState State, DeliveryResult? Fault)> ReadAsync(
        OwedEvent owed, RecordsPlan records, RecordKey hubKey, LinkRow link, CancellationToken cancellation)
    {
        var key = RecordReader.PartnerKeyOf(partner.Name, records, hubKey, link);
        var read = await reader!.ReadAsync(records, hubKey, key, cancellation);
        if (read.Failure is { } failure)
        {
            return (new PartnerState(), DeliveryResult.Failed(failure));
        }

        if (read.Presence == RecordPresence.NotOurs)
        {
            return (new PartnerState(), DeliveryResult.Ended(Outcome.NotSent, "not_ours"));
        }

        var from = owed.Event.AtFrom.Micros > 0 ? owed.Event.AtFrom : owed.Event.At;
        if (read.Record is not { } record)
        {
            return (new PartnerState { IsGone = true, From = from, To = Now }, null);
        }

        var (state, fault) = new PartnerWords(records.Mapping, records.Table).Read(record.Fields, records.Full, hubKey);
        var at = record.ChangedAt is { } stamp ? EventTime.From(stamp) : default;
        return (state with
        {
            Version = record.Version,
            PartnerKey = records.KeyByPartner ? key : null,
            From = at.Micros > 0 ? at : from,
            To = at.Micros > 0 ? at : Now,
        }, fault);
    }

    private EventTime Now => EventTime.From(clock.GetUtcNow());

    /// <summary>Read again: of a bad item it was not known when it was journaled.</summary>
    private static ChangeOp? OpOf(OwedEvent owed, ReceivePlan? receive)
    {
        if (receive?.Op.Field is null)
        {
            return owed.Op;
        }

        using var body = JsonDocument.Parse(owed.Event.Fields);
        var op = DoorbellOp.Of(receive.Op, body.RootElement);
        return op == owed.Event.Op ? owed.Op : op;
    }

    private static Task<DeliveryResult> Ended(FailureKind kind, string code, string detail)
        => Task.FromResult(DeliveryResult.Failed(kind, code, detail));

    /// <summary>Which record a delivery is about.</summary>
    /// <param name="Key">The hub's; none: it is not born yet.</param>
    /// <param name="Record">The store's number of it; 0: it is not born yet.</param>
    /// <param name="PartnerKey">The partner's own, where it makes them.</param>
    private readonly record struct Meant(RecordKey Key, long Record, string? PartnerKey)
    {
        /// <summary>Unless it is in the hub when this is over, there is no such record.</summary>
        public bool IsBorn { get; init; }
    }
}
