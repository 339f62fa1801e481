using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Lanes.Meetings;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using Microsoft.Extensions.Logging;

namespace HmsSync.Hosting.Meetings;

/// <summary>Brings one partner and one hub table together, step by step; failures are tried again, ever later.</summary>
/// <param name="meeting">Which.</param>
/// <param name="steps">What is done.</param>
/// <param name="low">Up to here the lane to the hub has settled.</param>
/// <param name="isPaused">Somebody has paused the partner.</param>
/// <param name="moved">Told after each new stage; short.</param>
/// <param name="retry">Of the partner.</param>
/// <param name="clock">Paces it.</param>
/// <param name="random">Spreads retries.</param>
/// <param name="logger">Says what happens.</param>
internal sealed partial class MeetingLoop(
    Meeting meeting,
    MeetingSteps steps,
    Func<PartnerSeq> low,
    Func<bool> isPaused,
    Action moved,
    RetryPlan retry,
    TimeProvider clock,
    RandomSource random,
    ILogger logger)
{
    private const int MostDoublings = 30;

    private static readonly TimeSpan WhilePaused = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WhileJudged = TimeSpan.FromMilliseconds(250);

    /// <summary>What a delivery was about to note when the two had just met is found by this.</summary>
    private static readonly TimeSpan WhenMet = TimeSpan.FromSeconds(30);

    private int _failures;

    public Meeting Meeting => meeting;

    public MeetingSteps Steps => steps;

    public async Task RunAsync(CancellationToken stop)
    {
        await using var wake = stop.UnsafeRegister(static signal => ((AsyncSignal)signal!).Set(), meeting.Changed);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var (before, wait) = (meeting.Stage, await TryAsync(stop));
                if (meeting.Stage != before)
                {
                    LogStage(meeting.Partner.Name, meeting.Table, meeting.Stage);
                    moved();
                }
                else if (wait is { } span)
                {
                    await meeting.Changed.WaitAsync(span, clock);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop: it goes on from its stored stage after the restart.
        }
    }

    /// <summary>How long to wait before the next step.</summary>
    private async Task<TimeSpan?> TryAsync(CancellationToken stop)
    {
        if (isPaused() && meeting.Stage != MeetingStage.Met)
        {
            meeting.Why = "The partner is paused.";
            return WhilePaused;
        }

        PushOutcome? failure;
        TimeSpan wait;
        try
        {
            (wait, failure) = await StepAsync(stop);
        }
        catch (HubStoppedException stopped)
        {
            (wait, failure) = (default, PushOutcome.Failed(FailureKind.Unavailable, stopped.Code, detail: stopped.Message));
        }
        catch (StoreUnavailableException away) when (away.Code != "store_closed")
        {
            (wait, failure) = (default, PushOutcome.Failed(FailureKind.Unavailable, away.Code, detail: away.Message));
        }

        if (failure is not null)
        {
            return Failed(failure);
        }

        _failures = 0;
        return wait;
    }

    private async Task<(TimeSpan Wait, PushOutcome? Failure)> StepAsync(CancellationToken stop)
    {
        switch (meeting.Stage)
        {
            case MeetingStage.Unmet:
                return (WhileJudged, await steps.LookAsync(stop));
            case MeetingStage.Held when meeting.IsAgreed || meeting.IsOrdered:
            case MeetingStage.Met when meeting.IsOrdered:
                return (WhileJudged, await steps.BeginAsync(stop));
            case MeetingStage.Held:
                return (WhenMet, null);
            case MeetingStage.Listing:
                return (WhileJudged, await steps.MatchAsync(stop) ?? await steps.ListAsync(stop));
            case MeetingStage.Judging:
                return (WhileJudged, await steps.MatchAsync(stop) ?? await JudgeAsync());
            case MeetingStage.Owing:
                return (WhileJudged, await steps.MatchAsync(stop) ?? await steps.OweAsync(stop));
            case MeetingStage.Met:
                return (WhenMet, await steps.TellAsync(stop));
            default:
                throw new InvalidOperationException($"A meeting has no stage {meeting.Stage}.");
        }
    }

    private async Task<PushOutcome?> JudgeAsync()
    {
        if (steps.IsJudged(low()))
        {
            await steps.GoAsync(meeting.Row with { Stage = MeetingStage.Owing });
        }

        return null;
    }

    /// <summary>How long to wait: what the partner asked for, else exponential with full jitter.</summary>
    private TimeSpan Failed(PushOutcome failure)
    {
        if (_failures++ == 0)
        {
            LogFailing(meeting.Partner.Name, meeting.Table, failure.Code, failure.Detail ?? "");
        }

        meeting.Why = $"It failed and is tried again: {failure.Code}. {failure.Detail}".TrimEnd();
        var cap = retry.First * Math.Pow(2, Math.Min(_failures - 1, MostDoublings));
        cap = cap < retry.Max ? cap : retry.Max;
        return failure.RetryAfter is { } asked && asked > TimeSpan.Zero ? asked : cap * Math.Max(random.NextDouble(), 0.01);
    }

    [LoggerMessage(2201, LogLevel.Information, "First meeting of {Partner} with {Table}: {Stage}")]
    private partial void LogStage(string partner, string table, MeetingStage stage);

    [LoggerMessage(2202, LogLevel.Warning, "The first meeting of {Partner} with {Table} does not go on [{Code}] {What}")]
    private partial void LogFailing(string partner, string table, string code, string what);
}
