using HmsSync.Configuration;
using HmsSync.Seams;

namespace HmsSync.Lanes;

/// <summary>
/// When to try again: what the participant asked for, else exponential with full jitter
/// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
/// </summary>
internal static class Backoff
{
    /// <summary>However long a participant asks us to wait, we look again after this.</summary>
    public static readonly TimeSpan RetryAfterCeiling = TimeSpan.FromHours(1);

    private const int MaxDoublings = 30;

    /// <param name="plan">First and longest delay.</param>
    /// <param name="attempts">Tries that failed, 1 or more.</param>
    /// <param name="retryAfter">What the participant asked for; null: nothing.</param>
    /// <param name="random">The lane's source.</param>
    public static TimeSpan Delay(RetryPlan plan, int attempts, TimeSpan? retryAfter, RandomSource random)
    {
        if (retryAfter is { } asked && asked > TimeSpan.Zero)
        {
            return asked < RetryAfterCeiling ? asked : RetryAfterCeiling;
        }

        var doublings = Math.Min(attempts - 1, MaxDoublings);
        var cap = Math.Min(plan.Max.TotalMilliseconds, plan.First.TotalMilliseconds * Math.Pow(2, doublings));
        return TimeSpan.FromMilliseconds(Math.Max(1, cap * random.NextDouble()));
    }
}
