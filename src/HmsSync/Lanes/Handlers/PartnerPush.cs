using System.Buffers;
using HmsSync.Audit;
using HmsSync.Configuration;
using HmsSync.Deliver;
using HmsSync.Deliver.Auth;
using HmsSync.Govern;
using HmsSync.Map;
using HmsSync.Sdk;
using HmsSync.Views;

namespace HmsSync.Lanes.Handlers;

/// <summary>
/// One call to a partner that its lane does not owe: govern → map → deliver, as on the lane and under the lane's pause and
/// pace. Tries again nothing: that is the caller's.
/// </summary>
internal sealed class PartnerPush(PartnerPlan partner, PartnerAdapter adapter, Lane lane, TimeProvider clock)
{
    /// <summary>Invariant 11: the longest payload.</summary>
    public const int MostBytes = 1 << 20;

    private readonly BodyAuth? _bodyAuth = BodyAuth.For(partner.Auth);

    /// <summary>The lane under whose number the push is audited.</summary>
    public int Lane => lane.Plan.Id;

    /// <summary>Changes when the same payload would make another body.</summary>
    public string Body(PushOrder order)
        => $"{MappingOf(order).Fingerprint} {(partner.Auth.Kind == AuthKind.BodyField ? partner.Auth.Name : "")}";

    public async Task<DeliveryResult> SendAsync(PushOrder order, string key, CancellationToken cancellation)
    {
        if (order.Op == ChangeOp.Delete && !partner.Deletes.Sent)
        {
            return DeliveryResult.Ended(Outcome.NotSent, "deletes_ignored");
        }

        if (order.Fields.Length > MostBytes)
        {
            return DeliveryResult.Failed(
                FailureKind.Unbuildable, "push_too_big", $"its payload has {order.Fields.Length} bytes, at most {MostBytes} go");
        }

        var body = new ArrayBufferWriter<byte>(order.Fields.Length + 256);
        if (Render(order, body) is { } fault)
        {
            return DeliveryResult.Failed(FailureKind.Unbuildable, fault.Code, $"mapping: field {fault.Field}");
        }

        return await lane.PassAsync() is { } refusal
            ? DeliveryResult.Failed(refusal)
            : await CallAsync(Request(order, key, body.WrittenMemory), cancellation);
    }

    private MappingPlan MappingOf(PushOrder order)
        => partner.Send.FirstOrDefault(route => route.On == order.Topic)?.Mapping ?? partner.Mapping;

    /// <summary>Null: rendered.</summary>
    private MapResult? Render(PushOrder order, ArrayBufferWriter<byte> body)
    {
        var viewer = new Viewer(partner.Name, MappingOf(order), Defaults: order.Op != ChangeOp.Delete);
        var mapped = _bodyAuth is null ? body : new ArrayBufferWriter<byte>(order.Fields.Length + 256);

        // Invariant 9: what a handler pushes goes out by the same door as what a lane owes.
        var result = WayOut.Write(new RawPayload(order.Topic, order.Fields), viewer, mapped);
        if (result.IsFault)
        {
            return result;
        }

        _bodyAuth?.Render(mapped.WrittenSpan, body);
        return null;
    }

    private static PushRequest Request(PushOrder order, string key, ReadOnlyMemory<byte> body) => new()
    {
        IdempotencyKey = key,
        Op = order.Op,
        Topic = order.Topic,
        Key = order.Key.IsNone ? $"\"{order.Topic}\"" : order.Key.Json,
        Seq = order.Seq.Value,
        PartnerSeq = 0,
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
