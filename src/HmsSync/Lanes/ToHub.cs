using System.Buffers;
using System.Text.Json;
using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds.Doorbells;
using HmsSync.Govern;
using HmsSync.Hubs;
using HmsSync.Resolve;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>
/// The stages to the hub: map → govern → resolve → deliver. Partner words until map, hub words after.
/// </summary>
internal sealed class ToHub(
    PartnerPlan partner, string epoch, int lane, int mirrorLane, HubAppliers appliers, LinkTools links) : IDeliverer
{
    private const int HopLimit = 8;

    private readonly LaterParts _later = new(partner, lane, links);
    private Dictionary<long, string?>? _applied;

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

        if (owed.Event.Key.IsUntold)
        {
            return DeliveryResult.Failed(
                FailureKind.Unbuildable, "bad_item", "The item could not be read when it came; have the partner send it again.");
        }

        if (OpOf(owed, receive) is not { } op)
        {
            return DeliveryResult.Failed(FailureKind.Unbuildable, "unknown_op", $"op: field {receive.Op.Field}");
        }

        owed = owed with { Op = op };
        var hubWords = new ArrayBufferWriter<byte>(owed.Event.Fields.Length + 256);
        var mapped = receive.Mapping.ToHub(owed.Event.Fields.Span, hubDefaults: false, hubWords);
        if (mapped.IsFault)
        {
            return DeliveryResult.Failed(FailureKind.Unbuildable, mapped.Code, $"mapping: field {mapped.Field}");
        }

        var governed = GovernStage.Apply(new RawPayload(owed.Event.Topic, hubWords.WrittenMemory), Participant.Hub);
        var theirs = owed.Replay ? _later.Rest(owed, governed.Fields) : governed.Fields;
        return theirs.IsEmpty && !governed.Fields.IsEmpty
            ? DeliveryResult.Ended(Outcome.Superseded, "newer_state")
            : await links.Gates.InTurnAsync(
                mirrorLane, owed.Event.Record, () => ApplyAsync(owed, receive, theirs, cancellation));
    }

    private async Task<DeliveryResult> ApplyAsync(
        OwedEvent owed, ReceivePlan receive, ReadOnlyMemory<byte> theirs, CancellationToken cancellation)
    {
        // The turn may have come only because the engine ends, and then the mirror is not what it will be.
        cancellation.ThrowIfCancellationRequested();
        var mirror = links.Mirror(mirrorLane, owed.Event.Record);
        var decision = new HubDecision(
            owed, partner.Name, theirs, mirror, links.Card(owed.Event.Record), WithHubDefaults(receive, owed, theirs));
        var tag = new ApplyTag(epoch, lane, owed.PartnerSeq, owed.Event.Seq, owed.Event.Hops + 1);
        if (AppliedBefore.TryGetValue(owed.PartnerSeq.Value, out var lost))
        {
            // Its tag came back through the feed: it was done before a crash and only has to be settled.
            return decision.Ended(Outcome.Delivered) with { Conflicts = LostValues.Read(lost) };
        }

        var applied = await appliers.ApplyAsync(
            new HubApply(owed.Event.Topic, owed.Event.Key, tag, decision.Decide), cancellation);
        return applied.Kind switch
        {
            ApplyResultKind.Written => decision.Ended(Outcome.Delivered),
            ApplyResultKind.Agreed => decision.Ended(Outcome.Agreed),
            ApplyResultKind.WaitForParent => DeliveryResult.Failed(FailureKind.Unavailable, applied.Code, applied.Detail) with
            {
                WaitsForAnother = true,
            },
            ApplyResultKind.Refused => DeliveryResult.Failed(FailureKind.Rejected, applied.Code, applied.Detail),
            ApplyResultKind.Unavailable => DeliveryResult.Failed(FailureKind.Unreachable, applied.Code, applied.Detail),
        };
    }

    /// <summary>Read again: of a bad item it was not known when it was journaled.</summary>
    private static ChangeOp? OpOf(OwedEvent owed, ReceivePlan receive)
    {
        if (receive.Op.Field is null)
        {
            return owed.Op;
        }

        using var body = JsonDocument.Parse(owed.Event.Fields);
        var op = DoorbellOp.Of(receive.Op, body.RootElement);
        return op == owed.Event.Op ? owed.Op : op;
    }

    /// <summary>Read once: lanes to the hub begin when the feed has shown what the hub held at start.</summary>
    private Dictionary<long, string?> AppliedBefore => _applied ??= links.Applied(lane);

    /// <summary>What is written when the record is born: hub defaults fill what the partner did not send.</summary>
    private static ReadOnlyMemory<byte> WithHubDefaults(ReceivePlan receive, OwedEvent owed, ReadOnlyMemory<byte> theirs)
    {
        var filled = new ArrayBufferWriter<byte>(theirs.Length + 256);
        return receive.Mapping.ToHub(owed.Event.Fields.Span, hubDefaults: true, filled).IsFault
            ? theirs
            : filled.WrittenMemory;
    }
}
