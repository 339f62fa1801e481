using HmsSync.Seams;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>Steps on their way from the stream to the feed: one puts, one takes.</summary>
internal sealed class StepBuffer
{
    // Invariant 11: past these the stream is not read on, and PostgreSQL keeps the rest.
    private const int MostSteps = 16_384;
    private const long MostBytes = 32L << 20;

    private readonly Lock _gate = new();
    private readonly Queue<FeedStep> _steps = new();
    private readonly AsyncSignal _room = new();
    private readonly AsyncSignal _arrived = new();
    private long _bytes;
    private Exception? _end;

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _steps.Count == 0;
            }
        }
    }

    public bool IsFull
    {
        get
        {
            lock (_gate)
            {
                return _steps.Count >= MostSteps || _bytes >= MostBytes;
            }
        }
    }

    /// <summary>Waits while it is full.</summary>
    public async Task PutAsync(FeedStep step, CancellationToken cancellation)
    {
        while (IsFull)
        {
            await _room.WaitAsync().WaitAsync(cancellation);
        }

        bool wake;
        lock (_gate)
        {
            wake = _steps.Count == 0 || step.Kind == StepKind.Mark;
            _steps.Enqueue(step);
            _bytes += step.Bytes;
            wake |= _steps.Count >= MostSteps || _bytes >= MostBytes;
        }

        if (wake)
        {
            _arrived.Set();
        }
    }

    /// <summary>Takes what waits, for as long as there is room for the events of the next step, at once and in order.</summary>
    public void Take(int mostEvents, long mostBytes, List<FeedStep> taken)
    {
        bool wasFull;
        lock (_gate)
        {
            wasFull = _steps.Count >= MostSteps || _bytes >= MostBytes;
            while (mostBytes > 0 && _steps.TryPeek(out var step) && step.Events <= mostEvents)
            {
                _steps.Dequeue();
                _bytes -= step.Bytes;
                mostEvents -= step.Events;
                mostBytes -= step.Bytes;
                taken.Add(step);
            }
        }

        if (wasFull)
        {
            _room.Set();
        }
    }

    /// <summary>What waits, oldest first, as it is now.</summary>
    public IReadOnlyList<FeedStep> Waiting()
    {
        lock (_gate)
        {
            return [.. _steps];
        }
    }

    public bool HasMark(string text)
    {
        lock (_gate)
        {
            return _steps.Any(s => s.Kind == StepKind.Mark && s.Text == text);
        }
    }

    /// <summary>Something came, or happened to the stream; may complete without cause.</summary>
    public Task ArrivedAsync(CancellationToken cancellation) => _arrived.WaitAsync().WaitAsync(cancellation);

    /// <summary>As <see cref="ArrivedAsync(CancellationToken)"/>, but no longer than the span.</summary>
    public Task ArrivedAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellation)
        => _arrived.WaitAsync(atMost, clock).WaitAsync(cancellation);

    /// <summary>Wakes who waits for something to arrive.</summary>
    public void Wake() => _arrived.Set();

    /// <summary>No more steps come, for this reason.</summary>
    public void End(Exception why)
    {
        lock (_gate)
        {
            _end ??= why;
        }

        _arrived.Set();
    }

    /// <summary>Why no more steps come; null: they do.</summary>
    public Exception? Ended
    {
        get
        {
            lock (_gate)
            {
                return _end;
            }
        }
    }
}
