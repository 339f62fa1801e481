using HmsSync.Configuration;
using HmsSync.Sdk;

namespace HmsSync.Feeds.Polls;

/// <summary>Asks the partner for pages, each call under its own deadline. Faults are values, also those of the adapter.</summary>
internal sealed class PollCalls(PartnerPlan partner, string table, PartnerAdapter adapter, TimeProvider clock)
{
    /// <summary>Invariant 11: items asked for at once.</summary>
    public const int PageSize = 500;

    public Task<PageOutcome> PullAsync(string cursor, CancellationToken stop)
        => AskAsync(deadline => adapter.PullAsync(new PageQuery(table, cursor, PageSize), deadline), stop);

    public Task<PageOutcome> ListAsync(string cursor, CancellationToken stop)
        => AskAsync(deadline => adapter.ListAsync(new PageQuery(table, cursor, PageSize), deadline), stop);

    private async Task<PageOutcome> AskAsync(Func<CancellationToken, Task<PageOutcome>> ask, CancellationToken stop)
    {
        using var timer = new CancellationTokenSource(partner.Timeout, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        try
        {
            var page = await ask(deadline.Token);
            stop.ThrowIfCancellationRequested();
            return page.Items.Count > PageOutcome.MostItems || page.Next?.Length > PageOutcome.LongestCursor
                ? Failed(FailureKind.BadAnswer, "page_too_long", "The page has more items, or a longer cursor, than is taken.")
                : page;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Failed(FailureKind.Unknown, "timeout", $"No answer within {partner.Timeout}.");
        }
        catch (AuthFailedException fault)
        {
            return PageOutcome.Failed(fault.Outcome);
        }
#pragma warning disable CA1031 // an adapter is foreign code; what it throws is told like any failure of the partner's
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return Failed(FailureKind.BadAnswer, "adapter_fault", $"The adapter failed ({fault.GetType().Name}); report it.");
        }
    }

    private static PageOutcome Failed(FailureKind kind, string code, string detail)
        => PageOutcome.Failed(PushOutcome.Failed(kind, code, detail: detail));
}
