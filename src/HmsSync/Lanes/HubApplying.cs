using HmsSync.Changes;
using HmsSync.Feeds;
using HmsSync.Hubs;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>Brings a partner's change into the hub: resolve → deliver, the last stages of the way to the hub.</summary>
internal sealed class HubApplying(
    string epoch, int lane, int mirrorLane, HubCommits commits, RecordRequests hub, LinkTools links, TimeProvider clock)
{
    private const int Looks = 20;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    private HashSet<long>? _applied;

    /// <param name="owed">The delivery.</param>
    /// <param name="key">The hub record's key; none: the database makes it.</param>
    /// <param name="record">The hub record's number; 0: it is not born yet.</param>
    /// <param name="input">What decides.</param>
    /// <param name="cancellation">The engine is stopping hard.</param>
    public async Task<DeliveryResult> ApplyAsync(
        OwedEvent owed, RecordKey key, long record, HubDecisionInput input, CancellationToken cancellation)
    {
        for (var look = 0; look < Looks; look++)
        {
            // The card is read anew each time: the feed moves on.
            var decision = new HubDecision(input with { Card = record == 0 ? default : links.Card(record) });
            var tag = new ApplyTag(epoch, lane, owed.PartnerSeq, owed.Event.Seq, owed.Event.Hops + 1);
            var applied = await commits.ApplyAsync(
                owed, new HubApply(owed.Event.Topic, key, tag, decision.Decide), decision, cancellation);
            if (applied.Kind is not (ApplyResultKind.Written or ApplyResultKind.Agreed))
            {
                return Failed(applied);
            }

            if (decision.Refusal is { } refusal)
            {
                return refusal;
            }

            if (!decision.IsAheadOfFeed)
            {
                return await EndedAsync(owed, key, input.IsBorn, decision, applied);
            }

            await Task.Delay(BetweenLooks, clock, CancellationToken.None);
        }

        return DeliveryResult.Failed(
            FailureKind.Unavailable, "hub_ahead", "The hub holds a change of this record that its feed has not shown yet.") with
        {
            WaitsForAnother = true,
        };
    }

    private async Task<DeliveryResult> EndedAsync(OwedEvent owed, RecordKey key, bool isBorn, HubDecision decision, ApplyResult applied)
    {
        var ended = decision.Ended(applied.Kind == ApplyResultKind.Written);
        var made = !applied.MadeKey.IsNone ? applied.MadeKey : isBorn && !ended.WroteHub ? RecordKey.None : key;
        if (decision.TellsBack && !await AskAsync(owed, made))
        {
            return DeliveryResult.Failed(FailureKind.Unavailable, "hub_feed", "The hub's feed stands still.") with
            {
                WaitsForAnother = true,
            };
        }

        return !made.IsNone ? ended with { LinkedTo = made == owed.Event.Key ? RecordKey.None : made }
            : decision.IsKeptOut && ended.Link is { } keptOut ? ended with { Link = KeptOut(owed, keptOut) }
            : ended with { Link = null }; // gone before it was born here: there is no record that it could be linked to
    }

    /// <summary>It was judged as one that was never met; what waits for that knows it by the link that its own name has.</summary>
    private LinkRow KeptOut(OwedEvent owed, LinkRow link)
        => link with { PartnerKey = null, Revision = links.Link(mirrorLane, owed.Event.Record).Revision + 1 };

    /// <summary>What never came into the hub is known by its key at the partner alone, and the partner is told that it is gone.</summary>
    private Task<bool> AskAsync(OwedEvent owed, RecordKey key) => key.IsNone
        ? hub.AskGoneAsync(mirrorLane, new RecordName(owed.Event.Topic, owed.Event.Key))
        : hub.AskAsync(mirrorLane, [new RecordName(owed.Event.Topic, key)]);

    public static DeliveryResult Failed(ApplyResult applied) => applied.Kind switch
    {
        ApplyResultKind.WaitForParent or ApplyResultKind.Locked => DeliveryResult.Failed(
            FailureKind.Unavailable, applied.Code, applied.Detail) with
        {
            WaitsForAnother = true,
        },
        ApplyResultKind.Refused => DeliveryResult.Failed(FailureKind.Rejected, applied.Code, applied.Detail),
        _ => DeliveryResult.Failed(FailureKind.Unreachable, applied.Code, applied.Detail),
    };

    /// <summary>It was done before a crash.</summary>
    public bool IsDone(OwedEvent owed) => (_applied ??= links.Applied(lane)).Contains(owed.PartnerSeq.Value);

    /// <summary>
    /// Its tag came back through the feed: it was done before a crash and only has to be settled. Null: it was not. Read once:
    /// lanes to the hub begin when the feed has shown what the hub held at start.
    /// </summary>
    public DeliveryResult? SettleDone(OwedEvent owed, LinkRow link, Func<string, bool> told)
        => IsDone(owed) && links.Applied(lane, owed.PartnerSeq) is { } made
            ? DoneBefore.Settle(owed, made, links.NotedLosers(lane, owed.Event.Seq), link, told)
            : null;
}
