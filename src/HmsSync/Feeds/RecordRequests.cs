using HmsSync.Changes;
using HmsSync.Seams;

namespace HmsSync.Feeds;

/// <summary>What lanes ask the hub feed for: the newest state of single records, in its place among the hub's changes.</summary>
internal sealed class RecordRequests
{
    private readonly Lock _gate = new();
    private readonly Queue<RecordRequest> _open = new();
    private bool _closed;

    /// <summary>Rings when something is asked.</summary>
    public AsyncSignal Asked { get; } = new();

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

    /// <summary>True: they are journaled and owed to the lane. False: the feed ended before.</summary>
    public Task<bool> AskAsync(int lane, IReadOnlyList<RecordName> records)
    {
        var request = new RecordRequest(lane, records);
        lock (_gate)
        {
            if (_closed)
            {
                return Task.FromResult(false);
            }

            _open.Enqueue(request);
        }

        Asked.Set();
        return request.Answered.Task;
    }

    public void Answered(RecordRequest request)
    {
        lock (_gate)
        {
            _open.Dequeue();
        }

        request.Answered.TrySetResult(true);
    }

    /// <summary>The feed ends: nothing is answered any more.</summary>
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
    public TaskCompletionSource<bool> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
