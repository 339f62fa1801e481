using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Seams;

namespace HmsSync.Lanes;

/// <summary>Now, delays between tries, and the ring that wakes the lane's timekeeping loop.</summary>
internal sealed class LaneClock(TimeProvider clock, RetryPlan retry, RandomSource random, AsyncSignal changed)
{
    private readonly Lock _gate = new();

    public EventTime Now => EventTime.From(clock.GetUtcNow());

    public RetryPlan Retry => retry;

    /// <summary>For <see cref="Since"/>.</summary>
    public long Stamp() => clock.GetTimestamp();

    public TimeSpan Since(long stamp) => clock.GetElapsedTime(stamp);

    public TimeSpan Delay(int attempts, TimeSpan? retryAfter)
    {
        lock (_gate)
        {
            return Backoff.Delay(retry, attempts, retryAfter, random);
        }
    }

    public void Changed() => changed.Set();
}
