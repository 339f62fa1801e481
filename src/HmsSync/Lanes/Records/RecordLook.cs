using HmsSync.Audit;
using HmsSync.Configuration;
using HmsSync.Lanes.Meetings;
using HmsSync.Resolve;
using HmsSync.Sdk;

namespace HmsSync.Lanes.Records;

/// <summary>
/// Reads what stands at the partner, has the hub judge it, and comes back: for a record that is another one there than was believed, or
/// may be, because of a call of ours that has no known outcome.
/// </summary>
internal sealed class RecordLook(
    PartnerPlan partner,
    int mirrorLane,
    LinkTools links,
    RecordReader reader,
    RecordPush push,
    RecordTeller teller,
    PartnerReports reports,
    MeetingBook meetings,
    WalksBack walks)
{
    private static readonly TimeSpan UntilTheHubHasSeen = TimeSpan.FromMilliseconds(100);

    /// <summary>It goes again, and nothing is said against the partner.</summary>
    public static DeliveryResult Again(string code)
        => DeliveryResult.Failed(FailureKind.Conflict, code, "The record at the partner is being judged.") with
        {
            WaitsForAnother = true,
            Again = UntilTheHubHasSeen,
        };

    public async Task<DeliveryResult> LookAsync(RecordCase record, CancellationToken cancellation)
    {
        var (owed, records, link, telling) = record;

        // What is made anew gets a new key there: the one of a record that is gone tells nothing of it.
        var partnerKey = record.IsBirth ? null : RecordReader.PartnerKeyOf(partner.Name, records, owed.Event.Key, link);
        var found = await reader.LookAsync(records, owed.Event.Key, partnerKey, cancellation);
        if (found.Failure is { } failure)
        {
            return DeliveryResult.Failed(failure);
        }

        var ours = found.Record is { } shown ? telling.AsTold(shown.Fields, records.Mapping) : default;
        var revision = links.Link(mirrorLane, owed.Event.Record).Revision; // as it is stored, whatever was found in this turn before
        links.Doubtful.Looked(mirrorLane, owed.Event.Record, revision, ours);
        var isOpen = link.Held.Contains(FieldConflict.WholeRecord);
        if (!isOpen && telling.IsDone(found.Presence == RecordPresence.Found, ours))
        {
            // A call of ours had done it.
            walks.Ended(owed);
            return DeliveryResult.Ended(Outcome.Delivered, "found_done") with
            {
                Link = record.Told(found.Record?.Version, found.Record is { } r ? records.KeyOf(r.Fields.Span) : null),
            };
        }

        if (record.IsBirth && found.Record is { } born)
        {
            return await BornBeforeAsync(record, born);
        }

        if (found.Presence == RecordPresence.NotThere && !link.IsThere)
        {
            // As was believed: it was never made, and can be made now.
            walks.LookedInTurn(owed);
            return Again("not_made");
        }

        if (found.Presence == RecordPresence.NotOurs)
        {
            return DeliveryResult.Failed(
                FailureKind.Rejected, "not_ours", "The record there is none of those that `where` says are shared.");
        }

        if (!MayChange(records, found.Record, link))
        {
            return isOpen ? DeliveryResult.Ended(Outcome.Held, "open_conflict")
                : await OverwriteAsync(record, found.Record, cancellation);
        }

        if (Refusal(record, found) is { } refusal)
        {
            return refusal;
        }

        await ReportAsync(record, found.Record, partnerKey, ours, revision);
        return Again("read_again");
    }

    /// <summary>Invariant 11: a judgement that would bring it no further. Null: it does.</summary>
    private DeliveryResult? Refusal(RecordCase record, RecordOutcome found)
    {
        if (found.Record is { Version: null } && walks.Count(record.Owed) > 0 && push.TakesConditions(record.Records.Table))
        {
            // Without it the write would have no condition, and look would follow look. It says nothing of other records.
            var why = $"records.{record.Records.Table}.version: the record that was read there has none.";
            return DeliveryResult.Failed(FailureKind.BadAnswer, "no_version", why) with
            {
                WaitsForAnother = true,
            };
        }

        return walks.Unmoved(record.Owed, record.Link) < WalksBack.Most ? null : DeliveryResult.Failed(
            FailureKind.Rejected, "not_judged", $"What was found there came to nothing in the hub {WalksBack.Most} times in a row.");
    }

    /// <summary>Invariant 4: what stands there goes the partner's own way to the hub; one place merges.</summary>
    private async Task ReportAsync(
        RecordCase record, PartnerRecord? there, string? partnerKey, ReadOnlyMemory<byte> ours, int revision)
    {
        var (owed, records) = (record.Owed, record.Records);
        var key = reports.KeyFor(owed, records, there is null ? partnerKey : records.KeyOf(there.Fields.Span));
        var judgement = links.Judgements.Open(mirrorLane, records.Table, key);
        try
        {
            await reports.FoundAsync(
                records, key, there?.Fields ?? default, RecordReader.KeyFields(records.Mapping, owed.Event.Key), ours);
        }
        catch
        {
            judgement.Close();
            throw;
        }

        walks.Looked(owed, revision, judgement);
    }

    /// <summary>The hub takes from the partner what it has done to the record.</summary>
    private bool MayChange(RecordsPlan records, PartnerRecord? there, LinkRow link)
        => (link.Incarnation == 0 && meetings.Of(mirrorLane, records.Table) is { IsOn: true })
            || records.Ops.Contains(there is null ? ChangeOp.Delete : link.IsThere ? ChangeOp.Update : ChangeOp.Insert);

    /// <summary>
    /// What the partner may not do to the hub is nothing to merge, and stands in the way of nothing: it is told all of the hub's record
    /// that it does not hold.
    /// </summary>
    private async Task<DeliveryResult> OverwriteAsync(RecordCase record, PartnerRecord? there, CancellationToken cancellation)
    {
        var (owed, records, link, _) = record;
        var (theirs, fault) = there is null
            ? (new PartnerState { IsGone = true }, null)
            : new PartnerWords(records.Mapping, records.Table).Read(there.Fields, records.Full, owed.Event.Key);
        if (fault is not null)
        {
            return fault;
        }

        // Invariant 3: each look may make another body, and a body has a revision of its own.
        var held = link.Holding(theirs with { Version = there?.Version });
        var now = held with
        {
            PartnerKey = !records.KeyByPartner ? held.PartnerKey : there is null ? null : records.KeyOf(there.Fields.Span),
            Revision = held.Revision + walks.Count(owed),
        };
        walks.LookedInTurn(owed);
        var telling = RecordTelling.Of(owed.Op, owed.Event.Fields, now, records.Mapping);
        var over = new RecordCase(owed, records, now, telling);
        return telling.Op is not { } op ? DeliveryResult.Ended(Outcome.Agreed) with { Link = now }
            : !push.Can(records.Table, op) ? DeliveryResult.Ended(Outcome.NotSent, "not_offered")
            : over.IsBirth ? await links.Gates.InTurnAsync(mirrorLane, LinkGates.Births, () => MakeAnewAsync(over, cancellation))
            : await TellAsync(over, cancellation);
    }

    /// <summary>A call of unknown outcome may have made it anew already, under a key that nobody here knows.</summary>
    private async Task<DeliveryResult> MakeAnewAsync(RecordCase record, CancellationToken cancellation)
    {
        if (reader.CanFind(record.Records.Table))
        {
            var found = await reader.LookAsync(record.Records, record.Owed.Event.Key, null, cancellation);
            if (found.Failure is { } failure)
            {
                return DeliveryResult.Failed(failure);
            }

            if (found.Record is { } born)
            {
                return await BornBeforeAsync(record, born);
            }
        }

        return await TellAsync(record, cancellation);
    }

    private async Task<DeliveryResult> TellAsync(RecordCase record, CancellationToken cancellation)
        => await teller.TellAsync(record, cancellation) ?? await LookAsync(record, cancellation);

    /// <summary>
    /// It was found by the hub's key, which nobody but us writes there: our call of unknown outcome has made it, just as it was told,
    /// and whoever has changed it since had seen that (invariant 7). Linked in the same turn, it cannot be born here a second time.
    /// </summary>
    private async Task<DeliveryResult> BornBeforeAsync(RecordCase record, PartnerRecord there)
    {
        walks.Ended(record.Owed);
        var partnerKey = record.Records.KeyOf(there.Fields.Span);
        await reports.FoundAsync(
            record.Records, reports.KeyFor(record.Owed, record.Records, partnerKey), there.Fields, default);
        return DeliveryResult.Ended(Outcome.Delivered, "found_made") with { Link = record.Told(null, partnerKey) };
    }
}
