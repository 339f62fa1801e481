namespace HmsSync.Lanes;

/// <summary>Tries on their way to the delivery log.</summary>
internal sealed class AttemptLog
{
    /// <summary>Invariant 11: past so many that the store has not taken, the oldest are not told.</summary>
    public const int Most = 256;

    private readonly Lock _gate = new();
    private readonly Queue<Attempt> _attempts = new();

    public void Add(Attempt attempt)
    {
        lock (_gate)
        {
            if (_attempts.Count == Most)
            {
                _attempts.Dequeue();
            }

            _attempts.Enqueue(attempt);
        }
    }

    /// <summary>All that came since the last time; null: nothing.</summary>
    public List<Attempt>? Take()
    {
        lock (_gate)
        {
            if (_attempts.Count == 0)
            {
                return null;
            }

            var taken = _attempts.ToList();
            _attempts.Clear();
            return taken;
        }
    }
}
