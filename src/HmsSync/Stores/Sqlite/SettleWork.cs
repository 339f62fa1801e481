using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Lanes;

namespace HmsSync.Stores.Sqlite;

/// <summary>Writes what a lane has decided: audit, waiting, parked, mirror and lane rows, all in one commit (invariant 10).</summary>
internal sealed class SettleWork(
    int lane, int mirrorLane, IReadOnlyList<Settlement> settlements, EventTime now, Action<PartnerSeq> low) : StoreWork
{
    private PartnerSeq _low;

    public override int Rows => settlements.Count * 2;

    public override void Apply(StoreTransaction transaction)
    {
        var progress = transaction.Lanes.Touch(lane);
        foreach (var settlement in settlements)
        {
            Apply(transaction, progress, settlement);
        }

        _low = progress.Low;
    }

    public override void AfterCommit() => low(_low);

    private void Apply(StoreTransaction transaction, LaneProgress progress, Settlement s)
    {
        if (s.Kind == SettlementKind.ChangeOp)
        {
            transaction.Owed.SetOp(lane, s.PartnerSeq, s.Op);
            return;
        }

        progress.Settle(s.PartnerSeq);
        if (s.Kind == SettlementKind.Wait)
        {
            transaction.Waiting.Put(lane, s.Waiting);
            return;
        }

        if (s.FromWaiting)
        {
            transaction.Waiting.Remove(lane, s.PartnerSeq);
        }

        if (s.Kind == SettlementKind.Park)
        {
            transaction.Parked.Put(new ParkedRow(
                0, lane, s.PartnerSeq, s.PartnerSeq, s.Seq, s.Op, s.Record, s.Code, s.Detail, s.Attempts, now, 1));
        }

        transaction.Audit.Append(new AuditEntry(
            now, lane, s.PartnerSeq, s.Seq, s.Record, s.Op, s.Outcome, s.Code, s.Status, s.Attempts));
        Remember(transaction, s);
    }

    private void Remember(StoreTransaction transaction, Settlement s)
    {
        var record = s.LinkedTo is { } linked
            ? transaction.Records.Id(transaction.Names.Topic(linked.Table), linked.Key)
            : s.Record;
        if (s.Link is { } link)
        {
            transaction.Mirror.Put(mirrorLane, record, link, s.WroteHub ? (lane, s.PartnerSeq) : null);
        }
        else if (s.WroteHub)
        {
            transaction.Mirror.Await(mirrorLane, record, lane, s.PartnerSeq);
        }
        else if (s.AgreedAt is { } at)
        {
            transaction.Mirror.Agreed(mirrorLane, record, at);
        }

        if (s.TellsLater)
        {
            transaction.Meetings.TellLater(mirrorLane, record);
        }

        if (s.CountsNoted)
        {
            transaction.Conflicts.SettleNoted(now, lane, s.Seq);
        }
        else if (s.Conflicts.Count > 0)
        {
            // Invariant 6: a loser stands in exactly one row, also when it was noted before the hub was written.
            transaction.Conflicts.Settle(now, lane, s.Seq, record, s.Conflicts);
        }

        transaction.Conflicts.Close(now, lane, record, s.Agreed, s.AgreedOn);

        if (s.Closes.Any)
        {
            foreach (var parked in transaction.Parked.OlderOf(lane, s.Record, s.PartnerSeq))
            {
                // Invariant 1: of a part that is parked nothing may be lost, so a newer part must say all that it says.
                if (s.Closes.Says is { } says && !JsonCover.Covers(says.Span, transaction.Journal.Fields(parked.Seq)))
                {
                    continue;
                }

                // Invariant 2: with a newer state delivered, the parked one must never go; it ends as superseded.
                transaction.Parked.Remove(lane, parked.PartnerSeq);
                transaction.Audit.Append(new AuditEntry(
                    now, lane, parked.PartnerSeq, parked.Seq, s.Record, parked.Op, Outcome.Superseded, "newer_delivered", 0,
                    parked.Attempts));
            }
        }
    }
}
