using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Hubs;
using HmsSync.Feeds;
using HmsSync.Sdk;

namespace HmsSync.Lanes.Claims;

/// <summary>
/// The lane that checks what the application itself claims, each change once, after the feed has shown it: two of its users can
/// take one place, and one of them must be told.
/// </summary>
internal sealed class ToChecks(
    string epoch,
    int lane,
    IReadOnlyDictionary<string, ClaimsOfTable> tables,
    HubCommits commits,
    HubAnswers answers,
    LinkTools links,
    RecordRequests hub)
    : IDeliverer
{
    public Task<DeliveryResult> DeliverAsync(OwedEvent owed, CancellationToken cancellation)
        => AnswerName.Read(owed.Event.Via) is { } answer
            ? answers.DeliverAsync(owed, answer, cancellation)
            : links.Gates.InTurnAsync(lane, owed.Event.Record, () => CheckAsync(owed, cancellation));

    private async Task<DeliveryResult> CheckAsync(OwedEvent owed, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (owed.Op == ChangeOp.Delete || !tables.TryGetValue(owed.Event.Topic, out var claims))
        {
            return DeliveryResult.Ended(Outcome.Agreed);
        }

        if (HopLimit.Refusal(owed) is { } loop)
        {
            return loop;
        }

        if (links.Applied(lane, owed.PartnerSeq) is not null)
        {
            return DeliveryResult.Ended(Outcome.Delivered, "done_before") with { CountsNoted = true };
        }

        var decision = new CheckDecision(owed, new ClaimStage(claims, new ClaimKnowledge(claims, links, hub)), lane);
        var tag = new ApplyTag(epoch, lane, owed.PartnerSeq, owed.Event.Seq, owed.Event.Hops + 1);
        var applied = await commits.ApplyAsync(
            owed, new HubApply(owed.Event.Topic, owed.Event.Key, tag, decision.Decide), decision, cancellation);
        if (applied.Kind is not (ApplyResultKind.Written or ApplyResultKind.Agreed))
        {
            return HubApplying.Failed(applied);
        }

        return decision.IsTooMany ? LoserLimits.Refusal
            : DeliveryResult.Ended(applied.Kind == ApplyResultKind.Written ? Outcome.Delivered : Outcome.Agreed) with
            {
                Conflicts = decision.Conflicts,
            };
    }
}
