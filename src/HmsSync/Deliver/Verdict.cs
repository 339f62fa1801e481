using HmsSync.Sdk;

namespace HmsSync.Deliver;

/// <summary>What follows a failure.</summary>
internal enum Verdict
{
    /// <summary>The delivery waits and is tried again; the rest of the lane goes on.</summary>
    Retry,

    /// <summary>The participant as a whole is away: the lane holds, the delivery keeps its place.</summary>
    Away,

    /// <summary>The participant wants fewer calls: the lane holds for a while, the delivery keeps its place.</summary>
    SlowDown,

    /// <summary>A person must look at this delivery.</summary>
    Park,

    /// <summary>A person must look at the participant: the lane pauses, the delivery keeps its place.</summary>
    Pause,
}

/// <summary>The one place that decides what follows a failure (engine.md, "Outcomes of a call").</summary>
internal static class Verdicts
{
    /// <param name="failure">What the adapter or the hub writer said.</param>
    public static Verdict Decide(PushOutcome failure) => failure.Failure switch
    {
        FailureKind.Unreachable => Verdict.Away,
        FailureKind.Unknown or FailureKind.BadAnswer => Verdict.Retry,
        FailureKind.Unavailable => failure.RetryAfter is null ? Verdict.Retry : Verdict.SlowDown,
        FailureKind.Throttled => Verdict.SlowDown,
        FailureKind.Gone => Verdict.Pause,
        FailureKind.Unauthorized => failure.Status == 403 ? Verdict.Park : Verdict.Pause,
        FailureKind.Conflict
            or FailureKind.NotFound
            or FailureKind.Redirected
            or FailureKind.Rejected
            or FailureKind.TargetRefused
            or FailureKind.Unbuildable => Verdict.Park,
        null => throw new ArgumentException("An outcome without a failure has no verdict.", nameof(failure)),
    };

    /// <summary>True for failures that may mean that the participant as a whole is away, when they come from several records.</summary>
    public static bool IsSuspicious(FailureKind kind)
        => kind is FailureKind.Unreachable or FailureKind.Unknown or FailureKind.Unavailable or FailureKind.BadAnswer;
}
