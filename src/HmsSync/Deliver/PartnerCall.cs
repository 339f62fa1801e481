using HmsSync.Configuration;
using HmsSync.Diagnostics;
using HmsSync.Sdk;

namespace HmsSync.Deliver;

/// <summary>One call to a partner under its own deadline, over headers and body. A timeout is unknown, not failed.</summary>
internal static class PartnerCall
{
    public static async Task<PushOutcome> PushAsync(
        PartnerPlan partner, PartnerAdapter adapter, PushRequest request, TimeProvider clock, CancellationToken cancellation)
    {
        using var span = Spans.Deliver(partner.Name.Name, request.TraceParent);
        request = span is null ? request : request with { TraceParent = span.Id };
        var outcome = await AskAsync(
            partner, clock, (adapter, request), static (call, deadline) => call.adapter.PushAsync(call.request, deadline),
            static failure => failure, cancellation);
        span?.Ended(outcome.Code, outcome.Status, outcome.Failure is not null);
        return outcome.Answer.IsEmpty ? outcome : outcome.WithAnswer(AnswerScrub.Of(partner, outcome.Answer));
    }

    /// <param name="partner">Whose <c>timeout</c> holds.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="state">What the call needs.</param>
    /// <param name="call">Makes it.</param>
    /// <param name="failed">The answer when the time is over.</param>
    /// <param name="cancellation">The engine is stopping: the call is given up, and its outcome is unknown too.</param>
    public static async Task<T> AskAsync<TState, T>(
        PartnerPlan partner,
        TimeProvider clock,
        TState state,
        Func<TState, CancellationToken, Task<T>> call,
        Func<PushOutcome, T> failed,
        CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(partner.Timeout, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            return await call(state, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return failed(PushOutcome.Failed(FailureKind.Unknown, "timeout", detail: $"No answer within {partner.Timeout}."));
        }
        catch (AuthFailedException fault)
        {
            return failed(fault.Outcome);
        }
    }
}
