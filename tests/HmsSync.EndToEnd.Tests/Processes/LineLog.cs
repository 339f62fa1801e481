namespace HmsSync.EndToEnd.Tests.Processes;

/// <summary>The lines a process has written so far, and those who wait for one. Safe for several threads.</summary>
internal sealed class LineLog
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<Waiter> _waiters = [];
    private bool _ended;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public void Add(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
            foreach (var waiter in _waiters.Where(w => w.Matches(line)).ToList())
            {
                _waiters.Remove(waiter);
                waiter.Found.SetResult(line);
            }
        }
    }

    /// <summary>No line comes any more: whoever waits is told so.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            _waiters.ForEach(w => w.Found.SetException(Missing("the process ended before it wrote")));
            _waiters.Clear();
        }
    }

    /// <summary>The first line that matches, among those there are and those to come.</summary>
    /// <param name="matches">Whether it is the line.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="from">How many lines at the beginning do not count.</param>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    /// <exception cref="InvalidOperationException">The process ended without it.</exception>
    public async Task<string> WaitAsync(Func<string, bool> matches, TimeSpan timeout, int from = 0)
    {
        var waiter = new Waiter(matches, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            if (_lines.Skip(from).FirstOrDefault(matches) is { } line)
            {
                return line;
            }

            if (_ended)
            {
                throw Missing("the process has ended and never wrote");
            }

            _waiters.Add(waiter);
        }

        try
        {
            return await waiter.Found.Task.WaitAsync(timeout);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(Missing($"after {timeout} the process had not written").Message);
        }
    }

    private InvalidOperationException Missing(string what)
        => new($"{what} the line that was waited for. It wrote:\n{string.Join('\n', _lines.TakeLast(50))}");

    private sealed record Waiter(Func<string, bool> Matches, TaskCompletionSource<string> Found);
}
