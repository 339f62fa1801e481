using System.Globalization;
using System.Net.Http.Headers;
using HmsSync.Sdk;

namespace HmsSync.Adapters.Http;

/// <summary>What a status means for a push. One table, no exceptions to it elsewhere.</summary>
internal static class HttpOutcome
{
    /// <summary>A partner may not send us away for longer.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private static readonly string[] Codes =
        [.. Enumerable.Range(0, 600).Select(s => string.Create(CultureInfo.InvariantCulture, $"http_{s}"))];

    public static PushOutcome Of(HttpResponseMessage answer, ChangeOp op, TimeProvider clock)
    {
        var status = (int)answer.StatusCode;
        if (Kind(status, op) is not { } kind)
        {
            return PushOutcome.Done(status);
        }

        var code = kind == FailureKind.Redirected ? "redirected" : status < Codes.Length ? Codes[status] : "http_odd";
        return PushOutcome.Failed(kind, code, status, RetryAfter(answer.Headers.RetryAfter, clock));
    }

    /// <summary>Null: done.</summary>
    private static FailureKind? Kind(int status, ChangeOp op) => status switch
    {
        >= 200 and <= 299 => null,
        404 or 410 when op == ChangeOp.Delete => null, // what should go is gone
        >= 300 and <= 399 => FailureKind.Redirected,
        401 or 403 => FailureKind.Unauthorized,
        404 => FailureKind.NotFound,
        409 or 412 or 428 => FailureKind.Conflict,
        408 or 425 or (>= 500 and <= 599) => FailureKind.Unavailable,
        410 => FailureKind.Gone,
        429 => FailureKind.Throttled,
        >= 400 and <= 499 => FailureKind.Rejected,
        _ => FailureKind.BadAnswer,
    };

    /// <summary>Seconds or an HTTP date, as a wait from now between nothing and an hour; null when absent or garbage.</summary>
    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header, TimeProvider clock)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : null);
        return wait is not { } asked ? null
            : asked < TimeSpan.Zero ? TimeSpan.Zero
            : asked > LongestRetryAfter ? LongestRetryAfter
            : asked;
    }
}
