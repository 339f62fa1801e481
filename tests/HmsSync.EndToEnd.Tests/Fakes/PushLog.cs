namespace HmsSync.EndToEnd.Tests.Fakes;

/// <summary>Every push in order of arrival, and those who wait until enough has come. Safe for several threads.</summary>
internal sealed class PushLog
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<Push> _pushes = [];
    private readonly List<Waiter> _waiters = [];

    public IReadOnlyList<Push> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _pushes];
            }
        }
    }

    public void Add(Push push)
    {
        lock (_gate)
        {
            _pushes.Add(push);
            foreach (var waiter in _waiters.Where(w => w.IsEnough(_pushes)).ToList())
            {
                _waiters.Remove(waiter);
                waiter.Found.SetResult();
            }
        }
    }

    /// <summary>Completes when what has come is enough.</summary>
    /// <exception cref="TimeoutException">None came for 30 s, and it is not.</exception>
    public async Task WaitAsync(Func<IReadOnlyList<Push>, bool> isEnough)
    {
        var waiter = new Waiter(isEnough, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            if (isEnough(_pushes))
            {
                return;
            }

            _waiters.Add(waiter);
        }

        await WhileTheyComeAsync(waiter.Found.Task);
    }

    private async Task WhileTheyComeAsync(Task found)
    {
        for (var seen = -1; ;)
        {
            try
            {
                await found.WaitAsync(Patience);
                return;
            }
            catch (TimeoutException) when (All.Count > seen)
            {
                seen = All.Count;
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"no push came for {Patience}; the last: {string.Join('\n', All.TakeLast(10))}");
            }
        }
    }

    public Task WaitAsync(int count) => WaitAsync(pushes => pushes.Count >= count);

    private sealed record Waiter(Func<IReadOnlyList<Push>, bool> IsEnough, TaskCompletionSource Found);
}
