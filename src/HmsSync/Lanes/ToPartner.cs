using System.Buffers;
using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Deliver;
using HmsSync.Deliver.Auth;
using HmsSync.Map;
using HmsSync.Resolve;
using HmsSync.Sdk;
using HmsSync.Views;

namespace HmsSync.Lanes;

/// <summary>
/// The stages to a partner: resolve → govern → map → deliver. Hub words until map, partner words after.
/// </summary>
internal sealed class ToPartner(
    PartnerPlan partner,
    int mirrorLane,
    PartnerAdapter adapter,
    IdempotencyKey keys,
    LinkTools links,
    HubWords words,
    DeleteGuards guards,
    OscillationBreaker oscillations,
    Traces traces,
    TimeProvider clock)
    : IDeliverer
{
    private readonly PartnerShape _shape = new(partner);
    private readonly BodyAuth? _bodyAuth = BodyAuth.For(partner.Auth);
    private readonly BufferPool _buffers = new();

    public async Task<DeliveryResult> DeliverAsync(OwedEvent owed, CancellationToken cancellation)
    {
        if (HopLimit.Refusal(owed) is { } loop)
        {
            return loop;
        }

        if (owed.Event.Via is not null)
        {
            // A partner's business event was journaled in its own words; from here on it is in the hub's.
            var read = words.Read(owed.Event);
            if (read.Mapped.IsFault)
            {
                return Unmappable(read.Mapped);
            }

            owed = owed with { Event = owed.Event with { Fields = read.Payload.Fields } };
        }

        var route = _shape.RouteOf(owed.Event.Topic, owed.Op, owed.Event.Fields.Span);
        if (route is null)
        {
            return DeliveryResult.Ended(Outcome.NotSent, "no_route");
        }

        if (owed.Op == ChangeOp.Delete && !partner.SendsDeletes(owed.Event.Topic))
        {
            return DeliveryResult.Ended(Outcome.NotSent, "deletes_ignored");
        }

        if (owed.Op == ChangeOp.Event || !partner.MayChange(owed.Event.Topic))
        {
            return await GuardedPushAsync(owed, route, cancellation);
        }

        return await links.Gates.InTurnAsync(
            mirrorLane, owed.Event.Record, () => PushUnlessHeldAsync(owed, route, cancellation));
    }

    /// <summary>Invariant 5: what a two-way partner holds already is not sent to it.</summary>
    private async Task<DeliveryResult> PushUnlessHeldAsync(OwedEvent owed, RoutePlan route, CancellationToken cancellation)
    {
        var link = links.Link(mirrorLane, owed.Event.Record);
        if (link.HasOvertaken(owed.Event.Seq))
        {
            // The partner has said something newer, and the hub took it: what the hub made of that is on its way here.
            return DeliveryResult.Ended(Outcome.Superseded, "newer_at_partner");
        }

        if (link.Held.Contains(FieldConflict.WholeRecord))
        {
            return DeliveryResult.Ended(Outcome.Held, "open_conflict");
        }

        owed = WithoutHeld(owed, link);
        bool Told(string field) => route.Mapping.PartnerFieldOf(field) is not null;
        if (owed.Op == ChangeOp.Delete ? !link.IsThere : HeldFields.Agree(link.Fields.Span, owed.Event.Fields.Span, Told))
        {
            return DeliveryResult.Ended(Outcome.Agreed) with
            {
                AgreedAt = link.Incarnation == 0 ? null : owed.Event.Stamp,
            };
        }

        if (oscillations.Refusal(mirrorLane, owed.Event.Record) is { } held)
        {
            return held;
        }

        var result = await GuardedPushAsync(owed, route, cancellation);
        if (result.Outcome != Outcome.Delivered)
        {
            return result;
        }

        await oscillations.WroteAsync(mirrorLane, owed.Event.Record, toHub: false);
        return result with
        {
            Link = link with
            {
                Fields = owed.Op == ChangeOp.Delete
                    ? default
                    : HeldFields.After(link.Fields.Span, owed.Event.Fields.Span, Told),
                Incarnation = Math.Max(1, link.Incarnation + (link.IsTombstone && owed.Op != ChangeOp.Delete ? 1 : 0)),
                Revision = link.Revision + 1,
                BaseAt = owed.Event.Stamp,
            },
        };
    }

    /// <summary>It is told whole records: of a field in an open conflict it is told what it holds.</summary>
    private static OwedEvent WithoutHeld(OwedEvent owed, LinkRow link)
    {
        if (link.Held.Count == 0 || !link.IsThere || owed.Op == ChangeOp.Delete)
        {
            return owed;
        }

        var fields = new ArrayBufferWriter<byte>(owed.Event.Fields.Length + 64);
        var held = HeldFields.After(default, link.Fields.Span, field => link.Held.Contains(field));
        JsonOverlay.Write(owed.Event.Fields.Span, held, fields);
        return owed with { Event = owed.Event with { Fields = fields.WrittenMemory } };
    }

    /// <summary>Invariant 12: too many deletes are not made.</summary>
    private Task<DeliveryResult> GuardedPushAsync(OwedEvent owed, RoutePlan route, CancellationToken cancellation)
        => owed.Op == ChangeOp.Delete && guards.Refusal(mirrorLane, mirrorLane, owed) is { } refusal
            ? Task.FromResult(refusal)
            : PushAsync(owed, route, cancellation);

    private async Task<DeliveryResult> PushAsync(OwedEvent owed, RoutePlan route, CancellationToken cancellation)
    {
        var mapped = _buffers.Rent();
        var body = _bodyAuth is null ? mapped : _buffers.Rent();
        try
        {
            if (Render(owed, route, mapped) is { } fault)
            {
                return fault;
            }

            _bodyAuth?.Render(mapped.WrittenSpan, body);
            return await CallAsync(Request(owed, body.WrittenMemory), cancellation);
        }
        finally
        {
            _buffers.Return(mapped);
            if (!ReferenceEquals(mapped, body))
            {
                _buffers.Return(body);
            }
        }
    }

    /// <summary>Null: rendered.</summary>
    private DeliveryResult? Render(OwedEvent owed, RoutePlan route, ArrayBufferWriter<byte> body)
    {
        var mapped = _shape.Write(route, owed.Event.Topic, owed.Op, owed.Event.Key, owed.Event.Fields, body);
        return mapped.IsFault ? Unmappable(mapped) : null;
    }

    private static DeliveryResult Unmappable(MapResult fault)
        => DeliveryResult.Failed(FailureKind.Unbuildable, fault.Code, $"mapping: field {fault.Field}");

    private PushRequest Request(OwedEvent owed, ReadOnlyMemory<byte> body) => new()
    {
        IdempotencyKey = keys.Of(owed.PartnerSeq),
        Op = owed.Op,
        Topic = owed.Event.Topic,
        Key = owed.Event.Key.IsNone ? $"\"{owed.Event.Topic}\"" : owed.Event.Key.Json,
        Seq = owed.Event.Seq.Value,
        PartnerSeq = owed.PartnerSeq.Value,
        Replay = owed.Replay,
        Source = owed.Event.Source.Name,
        Time = owed.Event.Time.ToDateTimeOffset(),
        TraceParent = traces.Of(mirrorLane, owed),
        Body = body,
    };

    private async Task<DeliveryResult> CallAsync(PushRequest request, CancellationToken cancellation)
    {
        var outcome = await PartnerCall.PushAsync(partner, adapter, request, clock, cancellation);
        return outcome.Failure is null
            ? DeliveryResult.Ended(Outcome.Delivered, "ok", outcome.Status)
            : DeliveryResult.Failed(outcome);
    }
}
