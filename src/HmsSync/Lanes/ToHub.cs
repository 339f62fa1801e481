using System.Text.Json;
using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds.Doorbells;
using HmsSync.Lanes.Claims;
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
    TimeProvider clock)
    : IDeliverer
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

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
        if (receive is null && owed.Event.Via != records?.Via)
        {
            return Ended(
                FailureKind.Unbuildable, "no_receive", $"partners.{partner.Name}.receive.events has no {owed.Event.Via} any more.");
        }

        return records is { KeyByPartner: true } && owed.Event.Key.AtPartner(partner.Name, records.KeyField) is { } partnerKey
            ? ByPartnerKeyAsync(owed, receive, records, partnerKey, cancellation)
            : links.Gates.InTurnAsync(
                mirrorLane,
                owed.Event.Record,
                () => InTurnAsync(owed, receive, records, new Meant(owed.Event.Key, owed.Event.Record, null), cancellation));
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
            return await links.Gates.InTurnAsync(mirrorLane, LinkGates.Births, async () =>
                links.LinkedBy(mirrorLane, owed.Event.Topic, partnerKey).Key.IsNone
                    ? await InTurnAsync(owed, receive, records, new Meant(RecordKey.None, 0, partnerKey), cancellation)
                    : Later("linked_now", "The record has just been linked."));
        }

        var (key, record) = links.LinkedBy(mirrorLane, owed.Event.Topic, partnerKey);
        return await links.Gates.InTurnAsync(
            mirrorLane, record, () => InTurnAsync(owed, receive, records, new Meant(key, record, partnerKey), cancellation));
    }

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
        if (meant.Record == 0 ? links.Unknown.Any(mirrorLane) : links.Unknown.Contains(mirrorLane, meant.Record))
        {
            return Later("call_unknown", "Whether a call to the partner has changed this record is not known yet.");
        }

        var link = stored with { PartnerKey = meant.PartnerKey ?? stored.PartnerKey };
        var (theirs, fault) = records is { CanRead: true } && reader is not null
            ? await ReadAsync(owed, records, meant.Key, link, cancellation)
            : FromBody(owed, receive, records, meant.Key, mapping);
        var known = link.Agreed(owed.Event.Was.Span, theirs.Fields, mapping.Equality.Same);
        return fault ?? (records?.Ops.Contains(OpIn(theirs, known)) == false
            ? DeliveryResult.Ended(Outcome.NotSent, "op_not_allowed")
            : await ApplyAsync(owed, meant, theirs, known, mapping, cancellation));
    }

    private async Task<DeliveryResult> ApplyAsync(
        OwedEvent owed, Meant meant, PartnerState theirs, LinkRow link, MappingPlan mapping, CancellationToken cancellation)
    {
        var plan = merges.GetValueOrDefault(owed.Event.Topic, MergePlan.Default);
        var input = new HubDecisionInput
        {
            Partner = partner.Name,
            Theirs = theirs,
            Link = link,
            Card = default,
            Plan = plan,
            Key = meant.Key,
            Delivery = new DeliveryName(lane, owed.PartnerSeq),
            Claims = claims(owed.Event.Topic),
            Guard = () => guards.Refusal(lane, mirrorLane, owed),
            Same = mapping.Equality.Same,
            Told = field => mapping.PartnerFieldOf(field) is not null,
            Latest = Now + plan.Clock.MaxSkew,
        };
        var result = await applying.ApplyAsync(owed, meant.Key, meant.Record, input, cancellation);
        if (result.WroteHub && meant.Record != 0)
        {
            oscillations.Wrote(mirrorLane, meant.Record, toHub: true);
        }

        return result;
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
        var key = RecordReader.PartnerKeyOf(records, hubKey, link);
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
    private readonly record struct Meant(RecordKey Key, long Record, string? PartnerKey);
}
