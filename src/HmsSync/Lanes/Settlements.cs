using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>Makes settlements from what a lane decides.</summary>
internal static class Settlements
{
    /// <summary>One for each delivery that is made: no copy is taken of it.</summary>
    public static Settlement Ended(LaneJob job, DeliveryResult result, ParkedClosing closes)
        => new()
        {
            Kind = SettlementKind.End,
            PartnerSeq = job.PartnerSeq,
            Seq = job.Delivery.Event.Seq,
            Record = job.Delivery.Event.Record,
            Op = job.Delivery.Op,
            Closes = closes,
            Slot = job.Slot,
            FromWaiting = job.Slot < 0,
            LeavesRoom = job.Slot < 0,
            Waiting = job.Waiting,
            Outcome = result.Outcome ?? throw new ArgumentException("No outcome.", nameof(result)),
            Code = result.Code,
            Status = result.Status,
            Attempts = job.Attempts,
            Link = result.Link,
            AgreedAt = result.AgreedAt,
            LinkedTo = result.LinkedTo.IsNone ? null : (job.Delivery.Event.Topic, result.LinkedTo),
            WroteHub = result.WroteHub,
            TellsLater = result.TellsLater,
            Conflicts = result.Conflicts,
            Agreed = result.Agreed,
            AgreedOn = result.AgreedOn,
            CountsNoted = result.CountsNoted,
            Turn = result.Turn,
            Took = job.Took,
            Topic = job.Delivery.Event.Topic,
            MadeByUs = job.Delivery.Event.Cause.Value > 0,
        };

    public static Settlement Ended(Delivery delivery, int slot, Outcome outcome, string code)
        => Of(delivery, SettlementKind.End) with { Slot = slot, Outcome = outcome, Code = code };

    public static Settlement Lapsed(in WaitingEntry entry, bool isWaiting) => new()
    {
        Kind = SettlementKind.End,
        PartnerSeq = entry.PartnerSeq,
        Seq = entry.Seq,
        Record = entry.Record,
        Op = entry.Op,
        FromWaiting = isWaiting,
        LeavesRoom = isWaiting,
        Waiting = entry,
        Outcome = entry.Op == ChangeOp.Event ? Outcome.Expired : Outcome.Lapsed,
        Code = "event_gone",
        Attempts = entry.Attempts,
    };

    public static Settlement Superseded(in WaitingEntry entry) => new()
    {
        Kind = SettlementKind.End,
        PartnerSeq = entry.PartnerSeq,
        Seq = entry.Seq,
        Record = entry.Record,
        Op = entry.Op,
        FromWaiting = true,
        Outcome = Outcome.Superseded,
        Code = "newer_state",
    };

    public static Settlement Parked(LaneJob job, PushOutcome failure)
        => Of(job.Delivery, SettlementKind.Park) with
        {
            Slot = job.Slot,
            FromWaiting = job.Slot < 0,
            LeavesRoom = job.Slot < 0,
            Waiting = job.Waiting,
            Outcome = Outcome.Parked,
            Code = failure.Code,
            Detail = failure.Detail,
            Status = failure.Status,
            Attempts = job.Attempts,
        };

    public static Settlement OpChanged(Delivery delivery) => Of(delivery, SettlementKind.ChangeOp);

    public static Settlement Waits(in WaitingEntry entry, int slot) => new()
    {
        Kind = SettlementKind.Wait,
        PartnerSeq = entry.PartnerSeq,
        Seq = entry.Seq,
        Record = entry.Record,
        Op = entry.Op,
        Slot = slot,
        Waiting = entry,
    };

    /// <summary>The row of a delivery that was tried and failed.</summary>
    public static WaitingEntry Entry(LaneJob job, string code, EventTime now, EventTime nextAt)
        => new(
            job.PartnerSeq,
            job.Delivery.Event.Seq,
            job.Delivery.Op,
            job.Delivery.Event.Record,
            job.Attempts,
            job.FirstAt ?? now,
            nextAt,
            code,
            job.Waiting.Replay);

    /// <summary>The row of a delivery that only waits behind another of its record.</summary>
    public static WaitingEntry Behind(Delivery delivery, ChangeOp op)
        => new(delivery.PartnerSeq, delivery.Event.Seq, op, delivery.Event.Record, 0, default, default, "", false);

    private static Settlement Of(Delivery delivery, SettlementKind kind) => new()
    {
        Kind = kind,
        PartnerSeq = delivery.PartnerSeq,
        Seq = delivery.Event.Seq,
        Record = delivery.Event.Record,
        Op = delivery.Op,
    };
}
