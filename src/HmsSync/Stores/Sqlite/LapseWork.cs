using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite.Tables;

namespace HmsSync.Stores.Sqlite;

/// <summary>
/// One step of lapsing what a lane owes past its bound: keys of records are kept, business events get their parked row, the
/// range is settled, all in one commit with its audit rows (invariant 10).
/// </summary>
/// <param name="lane">The lane's number.</param>
/// <param name="loaded">Up to here deliveries may have gone out, and never lapse.</param>
/// <param name="bound">What is past <c>owed</c>.</param>
/// <param name="now">When it was decided.</param>
/// <param name="told">Told after the commit what is settled and what stands lapsed above it; short, never throws.</param>
internal sealed class LapseWork(
    int lane, PartnerSeq loaded, LapseBound bound, EventTime now, Action<PartnerSeq, LapsedRange?> told)
    : StoreWork
{
    /// <summary>Deliveries of one commit.</summary>
    public const int PerStep = 2_000;

    /// <summary>Code of the parked row that stands for business events that lapsed.</summary>
    public const string ExpiredCode = "expired";

    private PartnerSeq _low;
    private LapsedRange? _range;

    public override int Rows => PerStep;

    /// <summary>Deliveries that lapsed; to be read after the commit.</summary>
    public long Lapsed { get; private set; }

    /// <summary>Nothing has lapsed behind what is loaded, by this step or before; to be read after the commit.</summary>
    public bool NothingStands => _range is null && _low.Value <= loaded.Value;

    public override void Apply(StoreTransaction transaction)
    {
        Lapsed = 0;
        (_low, _range) = (transaction.Lanes.Progress(lane).Low, transaction.Lanes.Progress(lane).Lapsed);
        var stands = _range;
        if (stands is null ? _low.Value > loaded.Value : stands.Value.First.Value != loaded.Value + 1)
        {
            // The lane runs again and has passed the range meanwhile: what comes now is for the next look.
            return;
        }

        var step = transaction.Lapsed.Next(lane, stands?.Until ?? loaded, PerStep, bound.UpTo, bound.UpToSeq);
        if (step.Count == 0)
        {
            return;
        }

        transaction.Lapsed.Keep(lane, step.Range);
        Audit(transaction, step, Outcome.Lapsed, step.Count - step.Events);
        Audit(transaction, step, Outcome.Expired, step.Events);
        if (step.Events > 0)
        {
            transaction.Parked.PutExpired(
                new ParkedRow(
                    0, lane, step.EventRange.First, step.EventRange.Until, step.EventSeq, ChangeOp.Event, 0, ExpiredCode,
                    "Owed for longer, or more of it, than replay.owed allows.", 0, now, step.Events),
                new PartnerSeq(loaded.Value + 1));
        }

        var progress = transaction.Lanes.Touch(lane);
        progress.Lapse(step.Range);
        Lapsed = step.Count;
        (_low, _range) = (progress.Low, progress.Lapsed);
    }

    public override void AfterCommit() => told(_low, _range);

    /// <summary>
    /// Both rows of a step carry the step's first number; together their counts are the numbers of the step, so that every
    /// number is in exactly one row.
    /// </summary>
    private void Audit(StoreTransaction transaction, in LapseStep step, Outcome outcome, long count)
    {
        if (count > 0)
        {
            transaction.Audit.Append(new AuditEntry(
                now, lane, step.Range.First, step.Seq, 0, outcome == Outcome.Expired ? ChangeOp.Event : ChangeOp.Update,
                outcome, "past_owed", 0, 0, count));
        }
    }
}

/// <param name="UpTo">Numbers up to this one are too many.</param>
/// <param name="UpToSeq">Events up to this one are too old.</param>
internal readonly record struct LapseBound(PartnerSeq UpTo, Seq UpToSeq);
