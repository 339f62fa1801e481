using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using Microsoft.Extensions.Logging;

namespace HmsSync.Feeds.Polls;

/// <summary>
/// Reads what changed in one table at one partner, at each start, every so often, and whenever a doorbell asks. Failures are
/// tried again, ever later, and stand in status. <c>heldBy</c> says in one word why nothing is read now; null: it is.
/// </summary>
internal sealed partial class PollFeed(
    PartnerPlan partner, string table, IPollRound round, Func<string?> heldBy, TimeProvider clock, RandomSource random, ILogger logger)
{
    private const int MostDoublings = 30;

    private static readonly TimeSpan OnlyWhenAsked = TimeSpan.FromDays(1);

    private readonly AsyncSignal _asked = new();
    private volatile PollView _view = PollView.New;
    private int _failures;

    public Participant Partner => partner.Name;

    public string Table => table;

    public PollView View => round.IsListing && _view.State == "running" ? _view with { State = "listing" } : _view;

    /// <summary>Its position in the store.</summary>
    public static string Source(Participant partner, string table) => $"poll/{partner.Name}/{table}";

    /// <summary>Look now; a look that is under way is followed by another.</summary>
    public void Ask() => _asked.Set();

    /// <summary>While nothing is read: goes on to the end of what the partner has to tell, without taking it.</summary>
    public Task<PushOutcome?> SkipAsync(CancellationToken stop) => round.SkipAsync(stop);

    public async Task RunAsync(CancellationToken stop)
    {
        await using var wake = stop.UnsafeRegister(static signal => ((AsyncSignal)signal!).Set(), _asked);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                if (heldBy() is { } held)
                {
                    _view = _view with { State = held };
                    await _asked.WaitAsync(Every, clock);
                }
                else if (await LookAsync(stop) is { } failure)
                {
                    await Task.Delay(Failed(failure), clock, stop);
                }
                else
                {
                    Succeeded();
                    await _asked.WaitAsync(Every, clock);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop: what was not journaled is read again after the restart.
        }
        catch (Exception fault)
        {
            _view = new PollView(
                "failing", _view.LastLook, "poll_broken", $"It ended by a fault of its own ({fault.GetType().Name}); report it.", default);
            throw;
        }
    }

    private TimeSpan Every => partner.Poll ?? OnlyWhenAsked;

    private async Task<PushOutcome?> LookAsync(CancellationToken stop)
    {
        try
        {
            return await round.RunAsync(stop);
        }
        catch (HubStoppedException stopped)
        {
            return PushOutcome.Failed(FailureKind.Unavailable, stopped.Code, detail: stopped.Message);
        }
        catch (StoreUnavailableException away) when (away.Code != "store_closed")
        {
            return PushOutcome.Failed(FailureKind.Unavailable, away.Code, detail: away.Message);
        }
    }

    private void Succeeded()
    {
        if (_failures > 0)
        {
            LogOver(partner.Name.Name, table);
        }

        _failures = 0;
        _view = PollView.New with { LastLook = EventTime.From(clock.GetUtcNow()), Why = round.Note };
    }

    /// <summary>How long to wait: what the partner asked for, else exponential with full jitter.</summary>
    private TimeSpan Failed(PushOutcome failure)
    {
        if (_failures++ == 0)
        {
            LogFailing(partner.Name.Name, table, failure.Code, failure.Detail ?? "");
        }

        var cap = partner.Retry.First * Math.Pow(2, Math.Min(_failures - 1, MostDoublings));
        cap = cap < partner.Retry.Max ? cap : partner.Retry.Max;
        var wait = failure.RetryAfter is { } asked && asked > TimeSpan.Zero ? asked : cap * Math.Max(random.NextDouble(), 0.01);
        _view = new PollView(
            "failing", _view.LastLook, failure.Code, failure.Detail, EventTime.From(clock.GetUtcNow()) + wait);
        return wait;
    }

    [LoggerMessage(2101, LogLevel.Warning, "Changes of {Table} cannot be read at {Partner} [{Code}] {What}")]
    private partial void LogFailing(string partner, string table, string code, string what);

    [LoggerMessage(2102, LogLevel.Information, "Changes of {Table} are read at {Partner} again")]
    private partial void LogOver(string partner, string table);
}
