namespace HmsSync.Seams;

/// <summary>Wakes one waiting loop; rings while nobody waits are kept, several count as one.</summary>
internal sealed class AsyncSignal
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private bool _rung;

    public void Set()
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            waiter = _waiter;
            _waiter = null;
            _rung = waiter is null;
        }

        waiter?.TrySetResult();
    }

    /// <summary>Completes at the next ring, or at once when it has rung since the last wait.</summary>
    public Task WaitAsync()
    {
        lock (_gate)
        {
            if (_rung)
            {
                _rung = false;
                return Task.CompletedTask;
            }

            _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task;
        }
    }

    /// <summary>As <see cref="WaitAsync()"/>, but no longer than the span.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock)
    {
        // A timer knows no spans beyond weeks, and whoever waits looks again anyway.
        atMost = atMost < LongestWait ? atMost : LongestWait;
        if (atMost <= TimeSpan.Zero)
        {
            lock (_gate)
            {
                _rung = false;
            }

            return;
        }

        var wait = WaitAsync();
        if (!wait.IsCompleted)
        {
            using var timer = clock.CreateTimer(
                static signal => ((AsyncSignal)signal!).Set(), this, atMost, Timeout.InfiniteTimeSpan);
            await wait;
        }
    }
}
