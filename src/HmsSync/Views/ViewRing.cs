namespace HmsSync.Views;

/// <summary>
/// The newest events of a view, rendered, for all of its clients. One writes, many read; a reader keeps nothing here but its
/// number, and one that the ring has left behind reads from the store until it has caught up.
/// </summary>
internal sealed class ViewRing(long head)
{
    /// <summary>Invariant 11: bytes of a ring, and the pieces that they come in.</summary>
    public const int MostBytes = 4 << 20;

    public const int MostChunks = 1_024;

    private readonly Lock _gate = new();
    private readonly RingChunk[] _chunks = new RingChunk[MostChunks];
    private TaskCompletionSource _turn = NewTurn();
    private int _start;
    private int _count;
    private long _bytes;
    private long _head = head;
    private bool _closed;

    /// <summary>The last number that was put in; the first reader that wants the next one waits.</summary>
    public long Head
    {
        get
        {
            lock (_gate)
            {
                return _head;
            }
        }
    }

    /// <summary>The piece that holds the event after the number, or why there is none.</summary>
    public RingRead Read(long after)
    {
        lock (_gate)
        {
            if (after < _head)
            {
                return _count == 0 || after + 1 < At(0).First
                    ? new RingRead(RingState.Behind, null)
                    : new RingRead(RingState.Chunk, Find(after + 1));
            }

            return new RingRead(_closed ? RingState.Closed : RingState.UpToDate, null);
        }
    }

    /// <summary>Completes when something after the number is there, at the next beat, and when the ring closes.</summary>
    public Task WhenMoreAsync(long after)
    {
        lock (_gate)
        {
            return after < _head || _closed ? Task.CompletedTask : _turn.Task;
        }
    }

    /// <summary>Adds the events that follow the head.</summary>
    public void Publish(RingChunk chunk)
    {
        TaskCompletionSource turn;
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(chunk.First, _head + 1);

            // Invariant 11: the oldest go; who has not read them yet finds them in the store.
            while (_count == MostChunks || (_count > 0 && _bytes + chunk.Bytes.Length > MostBytes))
            {
                _bytes -= At(0).Bytes.Length;
                _chunks[_start] = null!;
                _start = (_start + 1) % MostChunks;
                _count--;
            }

            _chunks[(_start + _count) % MostChunks] = chunk;
            _count++;
            _bytes += chunk.Bytes.Length;
            _head = chunk.Last;
            turn = Turn();
        }

        turn.TrySetResult();
    }

    /// <summary>Goes on after a hole: everybody finds it in the store.</summary>
    public void SkipTo(long head)
    {
        TaskCompletionSource turn;
        lock (_gate)
        {
            Array.Clear(_chunks);
            (_start, _count, _bytes, _head) = (0, 0, 0, head);
            turn = Turn();
        }

        turn.TrySetResult();
    }

    /// <summary>Wakes everybody, so that those who have been silent can say that they are there.</summary>
    public void Beat()
    {
        TaskCompletionSource turn;
        lock (_gate)
        {
            turn = Turn();
        }

        turn.TrySetResult();
    }

    /// <summary>Nothing more comes; what is in can still be read.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }

        Beat();
    }

    private static TaskCompletionSource NewTurn() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TaskCompletionSource Turn()
    {
        var turn = _turn;
        _turn = NewTurn();
        return turn;
    }

    private RingChunk At(int index) => _chunks[(_start + index) % MostChunks];

    /// <summary>By halves: the chunks follow each other.</summary>
    private RingChunk Find(long position)
    {
        var (low, high) = (0, _count - 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = At(middle).Last < position ? (middle + 1, high) : (low, middle);
        }

        return At(low);
    }
}

/// <param name="State">What there is.</param>
/// <param name="Chunk">Holds the next event; null in any other state.</param>
internal readonly record struct RingRead(RingState State, RingChunk? Chunk);

internal enum RingState
{
    Chunk,

    /// <summary>The reader has seen everything.</summary>
    UpToDate,

    /// <summary>The next event is not in the ring any more, or never was.</summary>
    Behind,

    /// <summary>The reader has seen everything, and nothing more comes.</summary>
    Closed,
}
