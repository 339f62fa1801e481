using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Feeds;
using HmsSync.Hubs;
using HmsSync.Resolve;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Lanes;

/// <summary>
/// Brings the answers to conflicts into the hub, each in its place among what the partner says of the record. The partner is
/// told by the hub's own change; where the hub stands as it is, by asking the hub feed for the record again.
/// </summary>
internal sealed class HubAnswers(
    string epoch,
    int lane,
    int mirrorLane,
    HubAppliers appliers,
    IReadOnlyDictionary<string, MergePlan> merges,
    LinkTools links,
    RecordRequests hub)
{
    private const string Code = "conflict_answered";

    /// <summary>The same delivery goes again only after the hub has changed in between; more than this is no coincidence.</summary>
    private const int Looks = 20;

    /// <summary>Keys of records that an answer brings into the hub; null: it brings none.</summary>
    public BirthKeys? Births { get; init; }

    /// <summary>The key at the partner of a record that is known by nothing else, for it never came into the hub; null: it did.</summary>
    public Func<string, RecordKey, string?> AtPartner { get; init; } = (_, _) => null;

    public Task<DeliveryResult> DeliverAsync(OwedEvent owed, AnswerName answer, CancellationToken cancellation)
        => links.Gates.InTurnAsync(mirrorLane, owed.Event.Record, async () =>
        {
            cancellation.ThrowIfCancellationRequested();
            if (links.Conflict(answer.Conflict) is not { } row)
            {
                return DeliveryResult.Failed(FailureKind.Unbuildable, "no_conflict", $"There is no conflict {answer.Conflict} any more.");
            }

            var applied = links.Applied(lane, owed.PartnerSeq) is { } made
                ? new ApplyResult(ApplyResultKind.Written, "ok", null) { MadeKey = made.Key }
                : await ApplyAsync(owed, answer, row, cancellation);
            return applied.Kind switch
            {
                ApplyResultKind.Written when AtPartner(owed.Event.Topic, owed.Event.Key) is { } partnerKey
                    => Born(owed, answer, row, partnerKey, applied.MadeKey),
                ApplyResultKind.Written => Ended(owed, answer, row, Outcome.Delivered) with { WroteHub = true },
                ApplyResultKind.Agreed => await TellAsync(owed, answer, row),
                _ => HubApplying.Failed(applied),
            };
        });

    private async Task<ApplyResult> ApplyAsync(
        OwedEvent owed, AnswerName answer, ConflictRow row, CancellationToken cancellation)
    {
        var decision = new AnswerDecision(owed.Event, row.Field);
        var tag = new ApplyTag(epoch, lane, owed.PartnerSeq, owed.Event.Seq, owed.Event.Hops + 1);
        var key = AtPartner(owed.Event.Topic, owed.Event.Key) is null ? owed.Event.Key : Births?.Of(owed) ?? RecordKey.None;
        var apply = new HubApply(owed.Event.Topic, key, tag, (current, _) => decision.Decide(current));
        for (var look = 0; look < Looks; look++)
        {
            var applied = await appliers.ApplyAsync(apply, cancellation);
            if (decision.MustKeep.Count == 0 || applied.Kind != ApplyResultKind.Agreed)
            {
                return applied.MadeKey.IsNone ? applied with { MadeKey = key } : applied;
            }

            await links.KeepAsync(new KeepLosersWork(row, hubs: !answer.IsHubs, decision.MustKeep));
            decision.Kept();
        }

        return new ApplyResult(ApplyResultKind.Unavailable, "hub_busy", "The record changes faster than its old values can be kept.");
    }

    /// <summary>The hub stays as it is, so no change of its own will tell the partner.</summary>
    private async Task<DeliveryResult> TellAsync(OwedEvent owed, AnswerName answer, ConflictRow row)
        => await (AtPartner(owed.Event.Topic, owed.Event.Key) is null
                ? hub.AskAsync(mirrorLane, [new RecordName(owed.Event.Topic, owed.Event.Key)])
                : hub.AskGoneAsync(mirrorLane, new RecordName(owed.Event.Topic, owed.Event.Key)))
            ? Ended(owed, answer, row, Outcome.Agreed)
            : DeliveryResult.Failed(FailureKind.Unavailable, "hub_feed", "The hub's feed stands still.") with { WaitsForAnother = true };

    /// <summary>
    /// A record of the partner's came into the hub by the answer. One that the partner was told to take away is a new one there; one
    /// that was only kept out until now is linked.
    /// </summary>
    private DeliveryResult Born(OwedEvent owed, AnswerName answer, ConflictRow row, string partnerKey, RecordKey made)
    {
        var keptOut = links.Link(mirrorLane, owed.Event.Record);
        return keptOut.Held.Contains(FieldConflict.WholeRecord)
            ? Ended(owed, answer, row, Outcome.Delivered) with
            {
                Link = keptOut with { PartnerKey = partnerKey, Held = [], Revision = keptOut.Revision + 1 },
                LinkedTo = made,
                WroteHub = true,
            }
            : Ended(owed, answer, row, Outcome.Delivered) with { Link = null };
    }

    private DeliveryResult Ended(OwedEvent owed, AnswerName answer, ConflictRow row, Outcome outcome)
    {
        var (link, freed) = (links.Link(mirrorLane, owed.Event.Record), Freed(owed, row));
        return DeliveryResult.Ended(outcome, Code) with
        {
            Link = link.Incarnation == 0 ? null : link with
            {
                Held = [.. link.Held.Except(freed, StringComparer.Ordinal)],
                Revision = link.Revision + 1,
            },
            Agreed = freed,
            AgreedOn = answer.Winner,
        };
    }

    /// <summary>Fields that are decided as one stay held until the last of their conflicts is answered.</summary>
    private IReadOnlyList<string> Freed(OwedEvent owed, ConflictRow row)
    {
        var group = merges.GetValueOrDefault(owed.Event.Topic, MergePlan.Default).RuleOf(row.Field).Fields;
        var open = links.ConflictsOf(row).Any(other => other.Record == row.Record && other.State == "open" && group.Contains(other.Field));
        return group.Count == 0 || open ? [row.Field] : group;
    }
}
