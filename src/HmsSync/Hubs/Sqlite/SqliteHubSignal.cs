namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// Wakes at writes to the hub's files, and every 50 ms whatever happens. The system tells of a write before the
/// commit can be seen, so it looks again, soon and then ever later. It does so on a thread of its own: timers of the
/// runtime are no finer than 4 ms, and a thread of the pool must not be held. The one place of the engine that has a
/// thread.
/// </summary>
internal sealed class SqliteHubSignal : IHubSignal
{
    private static readonly TimeSpan Always = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Spin = TimeSpan.FromMicroseconds(600);
    private static readonly TimeSpan SpinsAgainAfter = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Watchful = TimeSpan.FromMilliseconds(20);
    private static readonly int[] LooksAfterMillis = [1, 1, 2, 5, 10];

    private readonly FileSystemWatcher _watcher;
    private readonly Thread _thread;
    private readonly SemaphoreSlim _asked = new(0);
    private readonly SemaphoreSlim _written = new(0, 1);
    private readonly ManualResetEventSlim _stopped = new(false);
    private readonly Lock _telling = new();
    private readonly TimeProvider _time;
    private volatile Question? _question;
    private volatile bool _disposed;
    private long _spun;
    private long _lastWrite;

    /// <param name="path">The database file; its -wal and -journal stand beside it.</param>
    /// <param name="time">The system's clock; a simulated one does not move while this spins.</param>
    public SqliteHubSignal(string path, TimeProvider time)
    {
        _time = time;
        _watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!)
        {
            NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.FileName,
        };
        foreach (var suffix in (string[])["", "-wal", "-journal"])
        {
            _watcher.Filters.Add(Path.GetFileName(path) + suffix);
        }

        _watcher.Changed += (_, _) => Tell();
        _watcher.Created += (_, _) => Tell();
        _watcher.Deleted += (_, _) => Tell(); // a commit in rollback mode is the deletion of the journal
        _watcher.Renamed += (_, _) => Tell(); // the file may have been replaced
        _watcher.Error += (_, _) => Tell(); // events were lost: look
        _watcher.EnableRaisingEvents = true;
        _thread = new Thread(AnswerAll) { IsBackground = true, Name = "hms-hub-signal" };
        _thread.Start();
    }

    public async Task WaitAsync(Func<bool> changed, CancellationToken cancellation)
    {
        if (changed())
        {
            return;
        }

        // the asker goes on only when the thread has answered: `changed` uses its connection
        var question = new Question(changed, cancellation);
        await using var wake = cancellation.UnsafeRegister(signal => ((SqliteHubSignal)signal!).Tell(), this);
        _question = question;
        _asked.Release();
        await question.Answer.Task;
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _watcher.Dispose();
        Tell();
        _disposed = true;
        _stopped.Set();
        _asked.Release();
        _thread.Join();
        _asked.Dispose();
        _stopped.Dispose();
        _written.Dispose();
    }

    private void AnswerAll()
    {
        while (true)
        {
            _asked.Wait();
            if (_disposed)
            {
                return;
            }

            Answer(_question!);
        }
    }

    private void Answer(Question question)
    {
        try
        {
            while (!question.Cancellation.IsCancellationRequested && !_disposed)
            {
                // a write just before the question may not have been its answer yet
                if (WasWritten() ? LookAgain(question.Changed) : question.Changed())
                {
                    question.Answer.TrySetResult();
                    return;
                }
            }

            question.Answer.TrySetCanceled(question.Cancellation);
        }
#pragma warning disable CA1031 // the asker hears of it, whatever it is; unheard on this thread it would end the process
        catch (Exception failure)
#pragma warning restore CA1031
        {
            question.Answer.TrySetException(failure);
        }
    }

    /// <summary>Waits for a write; one less than 20 ms ago counts once more.</summary>
    private bool WasWritten()
    {
        var isRecent = _lastWrite != 0 && _time.GetElapsedTime(_lastWrite) < Watchful;
        _lastWrite = 0;
        if (isRecent || !_written.Wait(Always))
        {
            return isRecent;
        }

        _lastWrite = _time.GetTimestamp();
        return true;
    }

    /// <summary>
    /// At once and for 0.6 ms, then about 1.5, 2.5, 5, 10 and 20 ms after the last write. A stream of writes keeps it
    /// awake but not busy: it spins at most once in 10 ms, and the wait after that is not cut short.
    /// </summary>
    private bool LookAgain(Func<bool> changed)
    {
        var step = 0;
        while (step < LooksAfterMillis.Length)
        {
            if (step == 0 && SpinUntil(changed))
            {
                return true;
            }

            var wroteAgain = step > 0 && _written.Wait(LooksAfterMillis[step]);
            if (step == 0)
            {
                _stopped.Wait(LooksAfterMillis[0]);
            }

            if (changed())
            {
                return true;
            }

            step = wroteAgain ? 0 : step + 1;
        }

        return false;
    }

    private bool SpinUntil(Func<bool> changed)
    {
        if (_time.GetElapsedTime(_spun) < SpinsAgainAfter)
        {
            return changed();
        }

        _spun = _time.GetTimestamp();
        while (!changed())
        {
            if (_time.GetElapsedTime(_spun) > Spin)
            {
                return false;
            }

            Thread.Yield();
        }

        return true;
    }

    private void Tell()
    {
        lock (_telling)
        {
            if (!_disposed && _written.CurrentCount == 0)
            {
                _written.Release();
            }
        }
    }

    private sealed record Question(Func<bool> Changed, CancellationToken Cancellation)
    {
        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
