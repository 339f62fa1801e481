namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// Wakes at writes to the hub's files, and every 50 ms whatever happens. The system tells of a write before the commit can be seen, so
/// it looks again, soon and then ever later. The one place of the engine that runs on a thread not its own.
/// </summary>
internal sealed class SqliteHubSignal : IHubSignal
{
    private static readonly TimeSpan Always = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Spin = TimeSpan.FromMicroseconds(250);
    private static readonly int[] LooksAfterMillis = [1, 1, 3, 5, 10];

    private readonly FileSystemWatcher _watcher;
    private readonly SemaphoreSlim _written = new(0);
    private readonly TimeProvider _time;
    private int _told;

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
        _watcher.Error += (_, _) => Tell(); // events were lost: look
        _watcher.EnableRaisingEvents = true;
    }

    public async Task WaitAsync(Func<bool> changed, CancellationToken cancellation)
    {
        while (!changed())
        {
            if (await WrittenAsync(Always, cancellation) && await LookAgainAsync(changed, cancellation))
            {
                return;
            }
        }
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _written.Dispose();
    }

    /// <summary>At 0, 0.1, 0.2 ms by a short spin, then after 1, 2, 5, 10, 20 ms, from the write on.</summary>
    private async Task<bool> LookAgainAsync(Func<bool> changed, CancellationToken cancellation)
    {
        var from = _time.GetTimestamp();
        do
        {
            if (changed())
            {
                return true;
            }

            Thread.Yield();
        }
        while (_time.GetElapsedTime(from) < Spin);

        foreach (var millis in LooksAfterMillis)
        {
            await WrittenAsync(TimeSpan.FromMilliseconds(millis), cancellation); // another write: sooner
            if (changed())
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> WrittenAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        var written = await _written.WaitAsync(atMost, cancellation);
        Interlocked.Exchange(ref _told, 0);
        return written;
    }

    private void Tell()
    {
        if (Interlocked.Exchange(ref _told, 1) == 0)
        {
            _written.Release();
        }
    }
}
