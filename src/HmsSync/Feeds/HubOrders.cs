using HmsSync.Seams;

namespace HmsSync.Feeds;

/// <summary>Orders on their way to the loop that follows the hub; it alone carries them out.</summary>
/// <param name="wake">Ends the loop's wait for the hub.</param>
internal sealed class HubOrders(Action wake)
{
    private readonly Lock _gate = new();
    private readonly Queue<HubOrder> _open = new();
    private readonly AsyncSignal _arrived = new();
    private bool _closed;

    /// <summary>The next; null: there is none.</summary>
    public HubOrder? Take()
    {
        lock (_gate)
        {
            return _open.TryDequeue(out var order) ? order : null;
        }
    }

    /// <summary>Null: done and durable. Else why it cannot be done, and what would help.</summary>
    public Task<HubStoppedException?> AskAsync(HubOrder order)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return Task.FromResult<HubStoppedException?>(Ending());
            }

            _open.Enqueue(order);
        }

        _arrived.Set();
        wake();
        return order.Done.Task;
    }

    /// <summary>Something may have arrived.</summary>
    public async Task ArrivedAsync(CancellationToken stop)
    {
        await using var wakes = stop.UnsafeRegister(static signal => ((AsyncSignal)signal!).Set(), _arrived);
        await _arrived.WaitAsync();
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>The loop has ended.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }

        while (Take() is { } order)
        {
            order.Done.TrySetResult(Ending());
        }
    }

    private static HubStoppedException Ending()
        => new("stopping", "The engine ends; nothing was done.", "Say it again when it runs.");
}
