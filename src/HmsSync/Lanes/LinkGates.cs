namespace HmsSync.Lanes;

/// <summary>
/// The link (partner × record) belongs to both directions, which take turns: while a delivery either way is out for it, the
/// other waits. A turn ends with the commit of its outcome, for only then the mirror says what the partner holds. A delivery
/// needs one gate, so none can deadlock.
/// </summary>
internal sealed class LinkGates
{
    /// <summary>
    /// Stands for every record that is not linked yet at a partner that makes its own keys: of what appears there nobody knows
    /// whether it is one that we are making just now. Whoever holds the turn of a record may take this one, never the reverse.
    /// </summary>
    public const long Births = -1;

    private readonly Lock _gate = new();
    private readonly Dictionary<(int MirrorLane, long Record), Queue<TaskCompletionSource>> _taken = [];

    /// <summary>
    /// Delivers when it is this direction's turn. An outcome keeps the turn, as part of the result, until it is committed; a
    /// failure changes nothing that the other direction looks at, and frees it.
    /// </summary>
    public async Task<DeliveryResult> InTurnAsync(int mirrorLane, long record, Func<Task<DeliveryResult>> deliver)
    {
        // Invariant 5: who comes next finds in the mirror what this delivery has made of it.
        var turn = await EnterAsync(mirrorLane, record);
        var kept = false;
        try
        {
            var result = await deliver();
            kept = result.Outcome is not null;
            return kept ? result with { Turn = turn.With(result.Turn) } : result;
        }
        finally
        {
            if (!kept)
            {
                turn.Dispose();
            }
        }
    }

    public async ValueTask<Turn> EnterAsync(int mirrorLane, long record)
    {
        TaskCompletionSource? wait = null;
        lock (_gate)
        {
            if (!_taken.TryAdd((mirrorLane, record), new Queue<TaskCompletionSource>()))
            {
                wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _taken[(mirrorLane, record)].Enqueue(wait);
            }
        }

        if (wait is not null)
        {
            await wait.Task;
        }

        return new Turn(this, mirrorLane, record);
    }

    private void Leave(int mirrorLane, long record)
    {
        lock (_gate)
        {
            if (_taken[(mirrorLane, record)].TryDequeue(out var next))
            {
                next.TrySetResult();
            }
            else
            {
                _taken.Remove((mirrorLane, record));
            }
        }
    }

    /// <summary>One direction's turn at a link; over when disposed.</summary>
    internal sealed class Turn(LinkGates gates, int mirrorLane, long record) : IDisposable
    {
        private Turn? _inner;

        /// <summary>Holds another turn too, for as long as this one.</summary>
        public Turn With(Turn? inner)
        {
            _inner = inner;
            return this;
        }

        public void Dispose()
        {
            _inner?.Dispose();
            gates.Leave(mirrorLane, record);
        }
    }
}
