using HmsSync.Audit;
using HmsSync.Sdk;

namespace HmsSync.Lanes.Records;

/// <summary>Tells a partner with records one difference, and says what is known of the record after that.</summary>
internal sealed class RecordTeller(
    int mirrorLane, LinkTools links, RecordPush push, PartnerReports reports, OscillationBreaker oscillations, WalksBack walks)
{
    /// <summary>Null: the record there is another one than was believed; somebody must look.</summary>
    public async Task<DeliveryResult?> TellAsync(RecordCase record, CancellationToken cancellation)
    {
        var (owed, records) = (record.Owed, record.Records);
        var pushed = await push.SendAsync(owed, records, record.Link, record.Telling, cancellation);
        if (pushed.Fault is { } fault)
        {
            return fault;
        }

        var outcome = pushed.Outcome!;
        if (outcome.Failure is { } failure)
        {
            return Failed(record, outcome, failure);
        }

        walks.Ended(owed);
        await oscillations.WroteAsync(mirrorLane, owed.Event.Record, toHub: false);
        if (pushed.Differs)
        {
            // It keeps another form than it was sent: its own change, made of ours.
            await reports.FoundAsync(records, reports.KeyFor(owed, records, pushed.PartnerKey), outcome.Record, default);
        }

        return DeliveryResult.Ended(Outcome.Delivered, "ok", outcome.Status) with
        {
            Link = record.Told(outcome.Version, pushed.PartnerKey),
        };
    }

    private DeliveryResult? Failed(RecordCase record, PushOutcome outcome, FailureKind failure)
    {
        var owed = record.Owed;
        if (failure is FailureKind.NotFound or FailureKind.Gone && record.Telling.Op == ChangeOp.Delete)
        {
            walks.Ended(owed);
            return DeliveryResult.Ended(Outcome.Delivered, "gone_before", outcome.Status) with { Link = record.Told(null, null) };
        }

        if (failure is FailureKind.Conflict or FailureKind.NotFound or FailureKind.Gone)
        {
            return walks.Count(owed) < WalksBack.Most
                ? null
                : DeliveryResult.Failed(
                    FailureKind.Rejected, outcome.Code, $"The record there was another one {WalksBack.Most} times in a row.");
        }

        if (failure is FailureKind.Unknown or FailureKind.Unavailable or FailureKind.BadAnswer)
        {
            walks.IsUnknown(owed);
            links.Doubtful.Mark(mirrorLane, owed.Event.Record);
        }

        return DeliveryResult.Failed(outcome);
    }
}
