namespace HmsSync.Sdk;

/// <summary>
/// Why a call did not do what was asked. The adapter names the kind; the engine alone decides what follows
/// (retry, read again, park, pause).
/// </summary>
public enum FailureKind
{
    /// <summary>No connection could be made: refused, unreachable, name not resolved, TLS failed. Nothing was sent.</summary>
    Unreachable = 1,

    /// <summary>The connection broke or the deadline passed after the request went out: it may or may not have been done.</summary>
    Unknown,

    /// <summary>The partner is busy or broken: 408, 425, 5xx.</summary>
    Unavailable,

    /// <summary>The partner asks for fewer calls: 429.</summary>
    Throttled,

    /// <summary>The partner's record is not the one that was expected: 409, 412, 428.</summary>
    Conflict,

    /// <summary>The record, or the endpoint of a partner without records, is not there: 404.</summary>
    NotFound,

    /// <summary>The endpoint is gone for good: 410.</summary>
    Gone,

    /// <summary>The credentials were refused: 401, 403.</summary>
    Unauthorized,

    /// <summary>The partner answered with a redirect; none is ever followed.</summary>
    Redirected,

    /// <summary>The partner refuses this request whatever the number of tries: other 4xx.</summary>
    Rejected,

    /// <summary>The target address is one that may not be called (see <c>allow_network</c>). Nothing was sent.</summary>
    TargetRefused,

    /// <summary>The answer was no answer: too long, cut short, not what the API promises.</summary>
    BadAnswer,

    /// <summary>The request could not be made from this record: a url field is missing, a mapping fault. Nothing was sent.</summary>
    Unbuildable,
}
