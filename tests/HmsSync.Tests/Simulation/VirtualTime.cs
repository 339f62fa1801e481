namespace HmsSync.Tests.Simulation;

/// <summary>A clock that moves only when it is told to, from timer to timer. One thread.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly PriorityQueue<Timer, (long Due, long Order)> _timers = new();
    private long _ticks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;
    private long _order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public long Ticks => _ticks;

    public override DateTimeOffset GetUtcNow() => new(_ticks, TimeSpan.Zero);

    public override long GetTimestamp() => _ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void After(TimeSpan delay, Action action) => CreateTimer(_ => action(), null, delay, Timeout.InfiniteTimeSpan);

    /// <summary>Moves to the next timer and fires it; false when there is none before the limit.</summary>
    public bool FireNext(long limitTicks)
    {
        while (_timers.TryPeek(out var timer, out var at))
        {
            if (at.Due > limitTicks)
            {
                return false;
            }

            _timers.Dequeue();
            if (timer.Armed == at.Order)
            {
                _ticks = Math.Max(_ticks, at.Due);
                timer.Fire();
                return true;
            }
        }

        return false;
    }

    /// <summary>Moves on although nothing is due.</summary>
    public void MoveTo(long ticks) => _ticks = Math.Max(_ticks, ticks);

    private sealed class Timer(VirtualTime time, Action callback) : ITimer
    {
        private TimeSpan _period;

        /// <summary>The order number of the arming that counts; 0: none.</summary>
        public long Armed { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Armed = 0;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Armed = ++time._order;
                time._timers.Enqueue(this, (time._ticks + Math.Max(0, dueTime.Ticks), Armed));
            }

            return true;
        }

        public void Fire()
        {
            Armed = 0;
            if (_period > TimeSpan.Zero)
            {
                Change(_period, _period);
            }

            callback();
        }

        public void Dispose() => Armed = 0;

        public ValueTask DisposeAsync()
        {
            Armed = 0;
            return ValueTask.CompletedTask;
        }
    }
}
