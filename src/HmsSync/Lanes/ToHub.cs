using System.Buffers;
using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Govern;
using HmsSync.Hubs;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>
/// The stages to the hub: map → govern → resolve → deliver. Partner words until map, hub words after.
/// </summary>
internal sealed class ToHub(
    PartnerPlan partner, string epoch, int lane, int mirrorLane, HubAppliers appliers, LinkTools links) : IDeliverer
{
    private const int HopLimit = 8;

    private HashSet<long>? _applied;

    public async Task<DeliveryResult> DeliverAsync(OwedEvent owed, CancellationToken cancellation)
    {
        if (owed.Event.Hops >= HopLimit)
        {
            return DeliveryResult.Failed(FailureKind.Rejected, "loop", $"It went through {HopLimit} participants because of us.");
        }

        var receive = partner.Receive.FirstOrDefault(r => r.Event == owed.Event.Via);
        if (receive is null)
        {
            return DeliveryResult.Failed(
                FailureKind.Unbuildable, "no_receive", $"partners.{partner.Name}.receive.events has no {owed.Event.Via} any more.");
        }

        var hubWords = new ArrayBufferWriter<byte>(owed.Event.Fields.Length + 256);
        var mapped = receive.Mapping.ToHub(owed.Event.Fields.Span, hubDefaults: false, hubWords);
        if (mapped.IsFault)
        {
            return DeliveryResult.Failed(FailureKind.Unbuildable, mapped.Code, $"mapping: field {mapped.Field}");
        }

        var governed = GovernStage.Apply(new RawPayload(owed.Event.Topic, hubWords.WrittenMemory), Participant.Hub);
        using var turn = await links.Gates.EnterAsync(mirrorLane, owed.Event.Record);
        return await ApplyAsync(owed, receive, governed.Fields, cancellation);
    }

    private async Task<DeliveryResult> ApplyAsync(
        OwedEvent owed, ReceivePlan receive, ReadOnlyMemory<byte> theirs, CancellationToken cancellation)
    {
        var mirror = links.Mirror(mirrorLane, owed.Event.Record);
        var decision = new HubDecision(
            owed, partner.Name, theirs, mirror, links.Card(owed.Event.Record), WithHubDefaults(receive, owed, theirs));
        var tag = new ApplyTag(epoch, lane, owed.PartnerSeq, owed.Event.Seq, owed.Event.Hops + 1);
        if (AppliedBefore(owed.PartnerSeq))
        {
            // Its tag came back through the feed: it was done before a crash and only has to be settled.
            return decision.Ended(Outcome.Delivered);
        }

        var applied = await appliers.ApplyAsync(
            new HubApply(owed.Event.Topic, owed.Event.Key, tag, decision.Decide), cancellation);
        return applied.Kind switch
        {
            ApplyResultKind.Written => decision.Ended(Outcome.Delivered),
            ApplyResultKind.Agreed => decision.Ended(Outcome.Agreed),
            ApplyResultKind.WaitForParent => DeliveryResult.Failed(FailureKind.Unavailable, applied.Code, applied.Detail),
            ApplyResultKind.Refused => DeliveryResult.Failed(FailureKind.Rejected, applied.Code, applied.Detail),
            ApplyResultKind.Unavailable => DeliveryResult.Failed(FailureKind.Unreachable, applied.Code, applied.Detail),
        };
    }

    /// <summary>Read once: lanes to the hub begin when the feed has shown what the hub held at start.</summary>
    private bool AppliedBefore(PartnerSeq partnerSeq)
        => (_applied ??= links.Applied(lane)).Contains(partnerSeq.Value);

    /// <summary>What is written when the record is born: hub defaults fill what the partner did not send.</summary>
    private static ReadOnlyMemory<byte> WithHubDefaults(ReceivePlan receive, OwedEvent owed, ReadOnlyMemory<byte> theirs)
    {
        var filled = new ArrayBufferWriter<byte>(theirs.Length + 256);
        return receive.Mapping.ToHub(owed.Event.Fields.Span, hubDefaults: true, filled).IsFault
            ? theirs
            : filled.WrittenMemory;
    }
}
