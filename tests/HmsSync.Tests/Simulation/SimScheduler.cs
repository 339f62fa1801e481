using HmsSync.Seams;

namespace HmsSync.Tests.Simulation;

/// <summary>
/// Runs everything that one life of an engine wants to run on one thread, in an order that the seed decides: between any two
/// steps stands an await of the engine's code, and there it may die.
/// </summary>
internal sealed class SimScheduler(RandomSource random, Action<int> trace) : SynchronizationContext, IEngineScheduler
{
    private readonly List<(SendOrPostCallback Callback, object? State)> _runnable = [];
    private bool _dead;

    /// <summary>What ended a loop that should not end; null: none did.</summary>
    public Exception? Fault { get; private set; }

    public bool HasWork => _runnable.Count > 0;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!_dead)
        {
            _runnable.Add((d, state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public override SynchronizationContext CreateCopy() => this;

    public Task Start(Func<Task> loop)
    {
        var done = new TaskCompletionSource();
        Post(_ => Run(loop, done), null);
        return done.Task;
    }

    /// <summary>Runs one step; false when there is none.</summary>
    public bool RunOne()
    {
        if (_runnable.Count == 0)
        {
            return false;
        }

        var pick = random.Next(_runnable.Count);
        var (callback, state) = _runnable[pick];
        _runnable.RemoveAt(pick);
        trace(pick);
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        finally
        {
            SetSynchronizationContext(before);
        }

        return true;
    }

    /// <summary>The process is killed: nothing of it ever runs again.</summary>
    public void Die()
    {
        _dead = true;
        _runnable.Clear();
    }

    private async void Run(Func<Task> loop, TaskCompletionSource done)
    {
        try
        {
            await loop();
            done.SetResult();
        }
#pragma warning disable CA1031 // a loop that throws is a finding, whatever it throws
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Fault ??= fault;
            done.SetException(fault);
        }
    }
}
