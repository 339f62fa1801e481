using System.Buffers;
using System.Text.Json;
using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds.Doorbells;
using HmsSync.Govern;
using HmsSync.Hubs;
using HmsSync.Map;
using HmsSync.Resolve;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>
/// The stages to the hub: map → govern → resolve → deliver. Partner words until map, hub words after.
/// </summary>
internal sealed class ToHub(
    PartnerPlan partner,
    IReadOnlyDictionary<string, MergePlan> merges,
    string epoch,
    int lane,
    int mirrorLane,
    HubAppliers appliers,
    LinkTools links,
    TimeProvider clock)
    : IDeliverer
{
    private const int HopLimit = 8;
    private const int Looks = 20;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

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

        if (owed.Event.Key.IsUntold)
        {
            return DeliveryResult.Failed(
                FailureKind.Unbuildable, "bad_item", "The item could not be read when it came; have the partner send it again.");
        }

        if (OpOf(owed, receive) is not { } op)
        {
            return DeliveryResult.Failed(FailureKind.Unbuildable, "unknown_op", $"op: field {receive.Op.Field}");
        }

        var hubWords = new ArrayBufferWriter<byte>(owed.Event.Fields.Length + 256);
        var mapped = receive.Mapping.ToHub(owed.Event.Fields.Span, hubDefaults: false, hubWords);
        if (mapped.IsFault)
        {
            return DeliveryResult.Failed(FailureKind.Unbuildable, mapped.Code, $"mapping: field {mapped.Field}");
        }

        var governed = GovernStage.Apply(new RawPayload(owed.Event.Topic, hubWords.WrittenMemory), Participant.Hub);
        var theirs = new PartnerState
        {
            Fields = governed.Fields,
            WhenBorn = WithHubDefaults(receive, owed, governed.Fields),
            IsGone = op == ChangeOp.Delete,
            IsNew = op == ChangeOp.Insert,
            From = owed.Event.AtFrom.Micros > 0 ? owed.Event.AtFrom : owed.Event.At,
            To = owed.Event.At,
        };
        return await links.Gates.InTurnAsync(
            mirrorLane, owed.Event.Record, () => ApplyAsync(owed, theirs, receive.Mapping, cancellation));
    }

    private async Task<DeliveryResult> ApplyAsync(
        OwedEvent owed, PartnerState theirs, MappingPlan mapping, CancellationToken cancellation)
    {
        // The turn may have come only because the engine ends, and then the mirror is not what it will be.
        cancellation.ThrowIfCancellationRequested();
        var link = links.Link(mirrorLane, owed.Event.Record);
        var plan = merges.GetValueOrDefault(owed.Event.Topic, MergePlan.Default);
        var input = new HubDecisionInput
        {
            Partner = partner.Name,
            Theirs = theirs,
            Link = link,
            Card = default,
            Plan = plan,
            Same = mapping.Equality.Same,
            Told = field => mapping.PartnerFieldOf(field) is not null,
            Latest = EventTime.From(clock.GetUtcNow()) + plan.Clock.MaxSkew,
        };
        if (AppliedBefore(owed.PartnerSeq))
        {
            return new HubDecision(input).DoneBefore();
        }

        for (var look = 0; look < Looks; look++)
        {
            // The card is read anew each time: the feed moves on.
            var decision = new HubDecision(input with { Card = links.Card(owed.Event.Record) });
            var applied = await ApplyAsync(owed, decision, cancellation);
            if (applied.Kind is not (ApplyResultKind.Written or ApplyResultKind.Agreed))
            {
                return Failed(applied);
            }

            if (!decision.IsAheadOfFeed)
            {
                return decision.Ended(applied.Kind == ApplyResultKind.Written ? Outcome.Delivered : Outcome.Agreed);
            }

            await Task.Delay(BetweenLooks, clock, CancellationToken.None);
        }

        return DeliveryResult.Failed(
            FailureKind.Unavailable, "hub_ahead", "The hub holds a change of this record that its feed has not shown yet.") with
        {
            WaitsForAnother = true,
        };
    }

    /// <summary>Applies; where somebody loses, only after that was noted.</summary>
    private async Task<ApplyResult> ApplyAsync(OwedEvent owed, HubDecision decision, CancellationToken cancellation)
    {
        var tag = new ApplyTag(epoch, lane, owed.PartnerSeq, owed.Event.Seq, owed.Event.Hops + 1);
        var apply = new HubApply(owed.Event.Topic, owed.Event.Key, tag, decision.Decide);
        var applied = await appliers.ApplyAsync(apply, cancellation);
        while (decision.MustNote && applied.Kind == ApplyResultKind.Agreed)
        {
            await links.NoteAsync(lane, owed.Event, decision.Conflicts);
            decision.Noted();
            applied = await appliers.ApplyAsync(apply, cancellation);
        }

        return applied;
    }

    private static DeliveryResult Failed(ApplyResult applied) => applied.Kind switch
    {
        ApplyResultKind.WaitForParent => DeliveryResult.Failed(FailureKind.Unavailable, applied.Code, applied.Detail) with
        {
            WaitsForAnother = true,
        },
        ApplyResultKind.Refused => DeliveryResult.Failed(FailureKind.Rejected, applied.Code, applied.Detail),
        _ => DeliveryResult.Failed(FailureKind.Unreachable, applied.Code, applied.Detail),
    };

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
