using HmsSync.Sdk;

namespace HmsSync.Lite;

/// <summary>
/// A partner did not take a push. Out of a handler it decides what follows, as it does on a partner's own lane: the handler is
/// tried again, waits until the partner is back, parks its event, or pauses.
/// </summary>
public sealed class PushFailedException : Exception
{
    internal PushFailedException(string partner, PushOutcome outcome)
        : base($"{outcome.Detail ?? $"push to {partner}"} [{outcome.Code}]")
    {
        Partner = partner;
        Outcome = outcome;
    }

    /// <summary>Which partner.</summary>
    public string Partner { get; }

    /// <summary>What kind of failure it was.</summary>
    public FailureKind Kind => Outcome.Failure ?? FailureKind.Unknown;

    /// <summary>Stable, lower snake case: <c>http_503</c>, <c>timeout</c>, <c>unknown_partner</c>.</summary>
    public string Code => Outcome.Code;

    /// <summary>HTTP status; 0 where there was none.</summary>
    public int Status => Outcome.Status;

    /// <summary>Whether the same push may go well later.</summary>
    public bool MayPass => Kind is FailureKind.Unreachable or FailureKind.Unknown or FailureKind.Unavailable
        or FailureKind.Throttled or FailureKind.BadAnswer;

    internal PushOutcome Outcome { get; }
}
