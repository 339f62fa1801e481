namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// Waits for a few milliseconds and hardly longer. The framework's timers count in the system's coarse ticks, each of which can be as
/// long as the wait itself; a thread of its own sleeps to the millisecond. One user at a time.
/// </summary>
/// <param name="time">Any but the machine's own is asked to wait itself.</param>
internal sealed class ShortRest(TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _asked = new(false);
    private Thread? _sleeper;
    private TaskCompletionSource? _over;
    private TimeSpan _wanted;
    private bool _ended;

    public Task WaitAsync(TimeSpan span)
    {
        span = TimeSpan.FromMilliseconds(Math.Ceiling(span.TotalMilliseconds));
        if (time != TimeProvider.System)
        {
            return Task.Delay(span, time, CancellationToken.None);
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            _sleeper ??= Begin();
            _wanted = span;
            _over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked.Set();
            return _over.Task;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            _asked.Set();
        }

        _sleeper?.Join();
        _asked.Dispose();
    }

    private Thread Begin()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "rest between writes to the hub" };
        thread.Start();
        return thread;
    }

    private void Run()
    {
        for (var ended = false; !ended;)
        {
            _asked.WaitOne();
            TaskCompletionSource? over;
            lock (_gate)
            {
                (over, ended) = (_over, _ended);
                _over = null;
            }

            if (over is not null)
            {
                Thread.Sleep(_wanted);
                over.SetResult();
            }
        }
    }
}
