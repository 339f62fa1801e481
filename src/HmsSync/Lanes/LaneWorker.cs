using System.Threading.Channels;
using HmsSync.Deliver;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>
/// What a lane's workers do, one after the other: takes a delivery, has it delivered, and books what came of it. A delivery that the
/// lane as a whole must wait for stays in the worker's hands, with its key and its place.
/// </summary>
internal sealed class LaneWorker(
    LaneBook book,
    LaneGate gate,
    LaneDecisions decisions,
    IDeliverer deliverer,
    LaneClock time,
    LaneHealth health,
    LaneMetrics metrics)
{
    private const int ProbesOfOne = 3;

    /// <summary>One worker's life.</summary>
    public async Task RunAsync(LaneTeam team, CancellationToken hardStop)
    {
        while (await NextAsync() is { } job)
        {
            team.Taken();
            if (book.TryStart(job))
            {
                if (job.Slot == LaneJob.FromWaiting)
                {
                    time.Changed();
                }

                await RunAsync(job, hardStop);
            }

            team.Freed();
        }
    }

    /// <summary>Each delivery wakes one worker, not all that wait for one; null: no more will come.</summary>
    private async ValueTask<LaneJob?> NextAsync()
    {
        try
        {
            return await book.Ready.ReadAsync(CancellationToken.None);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    private async Task RunAsync(LaneJob job, CancellationToken hardStop)
    {
        var again = job.Attempts > 0;
        while (true)
        {
            var admission = await gate.AdmitAsync(job.PartnerSeq);
            if (admission == Admission.Stop)
            {
                return;
            }

            if (again)
            {
                metrics.Again();
            }

            (job.FirstAt, again) = (job.FirstAt ?? time.Now, true);
            var mayHaveGone = job.Attempts > 0 || book.MayHaveGone(job.PartnerSeq);
            var owed = new OwedEvent(job.PartnerSeq, job.Delivery.Op, job.Delivery.Event, job.Waiting.Replay, mayHaveGone);
            var (began, seen) = (time.Stamp(), gate.PausedTurn);
            var result = await DeliverAsync(owed, hardStop);
            var took = time.Since(began);
            if (hardStop.IsCancellationRequested)
            {
                // What came of the call is unknown: nothing is booked, and after the restart it goes first with its key.
                result.Turn?.Dispose();
                return;
            }

            var isOver = Book(job, result, admission == Admission.GoAsProbe, seen);
            Note(job, result, took);
            if (isOver)
            {
                decisions.Ring();
                return;
            }
        }
    }

    /// <summary>Into the delivery log goes what failed, and what ended a row of failures; the rest stands in the audit.</summary>
    private void Note(LaneJob job, DeliveryResult result, TimeSpan took)
    {
        if (result.WaitsForAnother || (result.Failure is null && job.Attempts <= 1))
        {
            return;
        }

        decisions.Tries.Add(new Attempt
        {
            At = time.Now,
            PartnerSeq = job.PartnerSeq,
            Number = job.Attempts,
            Code = result.Code,
            Status = result.Status,
            Took = took,
            Detail = result.Failure?.Detail,
            Answer = result.Failure?.Answer ?? default,
        });
        decisions.Ring();
    }

    /// <summary>A stage that throws fails this one delivery: it waits, goes again, and parks when its time is over.</summary>
    private async Task<DeliveryResult> DeliverAsync(OwedEvent owed, CancellationToken hardStop)
    {
        try
        {
            var result = await deliverer.DeliverAsync(owed, hardStop);
            health.Well("deliver");
            return result;
        }
#pragma warning disable CA1031 // an adapter is foreign code; neither its faults nor ours may end the worker
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (!hardStop.IsCancellationRequested)
            {
                health.Report("deliver", fault);
            }

            return DeliveryResult.Failed(FailureKind.Unavailable, "stage_fault", fault.GetType().Name);
        }
    }

    /// <summary>False: the same delivery goes again when the gate lets it.</summary>
    private bool Book(LaneJob job, DeliveryResult result, bool wasProbe, long seen)
    {
        if (result.Failure is not { } failure)
        {
            job.Attempts++;
            job.Took = result.Outcome == Audit.Outcome.Delivered ? time.Now - job.Delivery.Event.Time : null;
            Report(result.Status > 0 || result.Outcome == Audit.Outcome.Delivered, wasProbe);
            book.End(job, result);
            decisions.Ended();
            return true;
        }

        if (result.PausesLane)
        {
            Report(answered: false, wasProbe);
            decisions.Pause(failure, seen);
            return false;
        }

        if (result.WaitsForAnother)
        {
            job.Attempts++;
            Report(answered: true, wasProbe);
            return Wait(job, failure, result.Again);
        }

        switch (Verdicts.Decide(failure))
        {
            case Verdict.Away:
                gate.Suspect(failure, job.Delivery.Event.Record, wasProbe);
                return false;
            case Verdict.SlowDown:
                job.Attempts++;
                gate.SlowDown(failure);
                return false;
            case Verdict.Pause:
                decisions.Pause(failure, seen);
                return false;
            case Verdict.Park:
                job.Attempts++;
                Report(failure.Status > 0, wasProbe);
                Park(job, failure);
                return true;
            case Verdict.Retry:
                job.Attempts++;
                return Retry(job, failure, wasProbe);
            default:
                throw new InvalidOperationException($"No way to go on after {failure.Code}.");
        }
    }

    private bool Retry(LaneJob job, PushOutcome failure, bool wasProbe)
    {
        var held = gate.Suspect(failure, job.Delivery.Event.Record, wasProbe);
        if (held && (!wasProbe || ++job.FailedProbes < ProbesOfOne))
        {
            return false;
        }

        return Wait(job, failure);
    }

    /// <param name="job">The delivery.</param>
    /// <param name="failure">Why it waits.</param>
    /// <param name="again">When it goes again; null: as retries do.</param>
    private bool Wait(LaneJob job, PushOutcome failure, TimeSpan? again = null)
    {
        if (time.Now - job.FirstAt!.Value >= time.Retry.GiveUpAfter)
        {
            Park(job, failure);
            return true;
        }

        book.Wait(job, failure, time.Now, again ?? time.Delay(job.Attempts, failure.RetryAfter));
        time.Changed();
        return true;
    }

    private void Park(LaneJob job, PushOutcome failure)
    {
        book.Park(job, failure);
        deliverer.GivenUp(job.Delivery.PartnerSeq, job.Delivery.Event.Record);
        decisions.Parked(failure.Code, job.Delivery.Event.Record);
    }

    private void Report(bool answered, bool wasProbe)
    {
        if (answered)
        {
            gate.Answered(wasProbe);
        }
        else
        {
            gate.NoCall();
        }
    }
}
