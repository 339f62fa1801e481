using HmsSync.Changes;

namespace HmsSync.Feeds;

/// <summary>What lanes ask the hub feed for: the newest state of single records, in its place among the hub's changes.</summary>
internal sealed class RecordRequests
{
    private readonly Lock _gate = new();
    private readonly Queue<RecordRequest> _open = new();
    private CancellationTokenSource? _waiting;
    private bool _closed;
    private bool _woken;

    public RecordRequest? Next
    {
        get
        {
            lock (_gate)
            {
                return _open.TryPeek(out var request) ? request : null;
            }
        }
    }

    /// <summary>Ends the feed's wait: there is something else for it to do.</summary>
    public void Wake()
    {
        lock (_gate)
        {
#pragma warning disable CA1849 // the callbacks are the wait's own and short; an asynchronous cancel would leave the scheduler
            _waiting?.Cancel();
#pragma warning restore CA1849
            _woken = _waiting is null;
        }
    }

    /// <summary>True: they are journaled and owed to the lane. False: the feed ended before.</summary>
    /// <param name="lane">Who alone is owed them.</param>
    /// <param name="records">Which.</param>
    public Task<bool> AskAsync(int lane, IReadOnlyList<RecordName> records) => AskAsync(new RecordRequest(lane, records));

    /// <summary>As <see cref="AskAsync(int, IReadOnlyList{RecordName})"/>, of a record that no hub has.</summary>
    /// <param name="lane">Who alone is owed that it is gone.</param>
    /// <param name="record">Known by its key at the partner.</param>
    public Task<bool> AskGoneAsync(int lane, RecordName record) => AskAsync(new RecordRequest(lane, []) { Gone = record });

    private Task<bool> AskAsync(RecordRequest request)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return Task.FromResult(false);
            }

            _open.Enqueue(request);
#pragma warning disable CA1849 // the callbacks are the wait's own and short; an asynchronous cancel would leave the scheduler
            _waiting?.Cancel();
#pragma warning restore CA1849
        }

        return request.Answered.Task;
    }

    /// <summary>What ends the feed's wait when something is asked, or was already; null: it does not wait.</summary>
    public void Watch(CancellationTokenSource? waiting)
    {
        lock (_gate)
        {
            _waiting = waiting;
            if (waiting is not null && (_open.Count > 0 || _woken))
            {
                waiting.Cancel();
                _woken = false;
            }
        }
    }

    public void Answered(RecordRequest request)
    {
        lock (_gate)
        {
            _open.Dequeue();
        }

        request.Answered.TrySetResult(true);
    }

    /// <summary>The feed goes on: it answers again.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _closed = false;
        }
    }

    /// <summary>The feed stands still: nothing is answered any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }

        while (_open.TryDequeue(out var request))
        {
            request.Answered.TrySetResult(false);
        }
    }
}

/// <param name="Lane">Who alone is owed them.</param>
/// <param name="Records">Which.</param>
internal sealed record RecordRequest(int Lane, IReadOnlyList<RecordName> Records)
{
    /// <summary>One that the hub cannot have, for its key is a partner's; null: none.</summary>
    public RecordName? Gone { get; init; }

    public TaskCompletionSource<bool> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
