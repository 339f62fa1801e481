using HmsSync.Deliver;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>
/// One of a lane's long-lived workers: takes a delivery, has it delivered, and books what came of it. A delivery that the
/// lane as a whole must wait for stays in the worker's hands, with its key and its place.
/// </summary>
internal sealed class LaneWorker(
    LaneBook book, LaneGate gate, LaneDecisions decisions, IDeliverer deliverer, LaneClock time)
{
    private const int ProbesOfOne = 3;

    public async Task RunAsync(CancellationToken hardStop)
    {
        while (await book.Ready.WaitToReadAsync(CancellationToken.None))
        {
            if (book.Ready.TryRead(out var job) && book.TryStart(job))
            {
                await RunAsync(job, hardStop);
            }
        }
    }

    private async Task RunAsync(LaneJob job, CancellationToken hardStop)
    {
        while (true)
        {
            var admission = await gate.AdmitAsync(job.PartnerSeq);
            if (admission == Admission.Stop)
            {
                return;
            }

            job.FirstAt ??= time.Now;
            var owed = new OwedEvent(job.PartnerSeq, job.Delivery.Op, job.Delivery.Event, job.Waiting.Replay);
            var result = await deliverer.DeliverAsync(owed, hardStop);
            if (hardStop.IsCancellationRequested)
            {
                // What came of the call is unknown: nothing is booked, and after the restart it goes first with its key.
                result.Turn?.Dispose();
                return;
            }

            if (Book(job, result, admission == Admission.GoAsProbe))
            {
                decisions.Ring();
                return;
            }
        }
    }

    /// <summary>False: the same delivery goes again when the gate lets it.</summary>
    private bool Book(LaneJob job, DeliveryResult result, bool wasProbe)
    {
        if (result.Failure is not { } failure)
        {
            job.Attempts++;
            Report(result.Status > 0 || result.Outcome == Audit.Outcome.Delivered);
            book.End(job, result);
            decisions.Ended();
            return true;
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
                decisions.Pause(failure);
                return false;
            case Verdict.Park:
                job.Attempts++;
                Report(failure.Status > 0);
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

        if (time.Now - job.FirstAt!.Value >= time.Retry.GiveUpAfter)
        {
            Park(job, failure);
            return true;
        }

        book.Wait(job, failure, time.Now, time.Delay(job.Attempts, failure.RetryAfter));
        time.Changed();
        return true;
    }

    private void Park(LaneJob job, PushOutcome failure)
    {
        book.Park(job, failure);
        decisions.Parked(failure.Code);
    }

    private void Report(bool answered)
    {
        if (answered)
        {
            gate.Answered();
        }
        else
        {
            gate.NoCall();
        }
    }
}
