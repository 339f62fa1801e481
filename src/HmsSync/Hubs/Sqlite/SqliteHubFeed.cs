using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Feeds.Backfills;
using HmsSync.Seams;
using Microsoft.Data.Sqlite;

namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// The change feed of a SQLite hub: triggers write an outbox, this reads it by position and prunes it.
/// </summary>
/// <param name="place">The hub file.</param>
/// <param name="plan">Its tables.</param>
/// <param name="signal">Tells when to look; disposed with the feed.</param>
/// <param name="time">Paces pruning and waiting.</param>
/// <param name="random">Draws the marks by which a restored file is known.</param>
internal sealed class SqliteHubFeed(
    SqliteHubPlace place, HubPlan plan, IHubSignal signal, TimeProvider time, RandomSource random)
    : IHubFeed, IDisposable
{
    /// <summary>Invariant 11: events after the position that are looked through for records that are asked for.</summary>
    private const int MostBeyond = 1_000;

    private const long Never = -1;
    private static readonly TimeSpan WaitToInstall = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TryInstallEvery = TimeSpan.FromMilliseconds(20);

    private readonly CaptureInstaller _installer = new(plan);
    private readonly OutboxPruner _pruner = new(time);
    private readonly RowJson _json = new();
    private OutboxReader? _outbox;
    private SnapshotReader? _snapshot;
    private HubConnection? _reading;
    private HubConnection? _pruning;
    private long _installedAt = Never;
    private long _seen = Never;

    public IReadOnlyList<HubNotice> Notices => _installer.Notices;

    public async Task OpenAsync(FeedPosition position, CancellationToken cancellation)
    {
        Close();
        var start = SqlitePosition.Parse(position);
        _outbox = new OutboxReader(plan, _json);
        _snapshot = new SnapshotReader(plan, _json, time);
        var began = time.GetTimestamp();
        _reading = await OpenAsync(place.OpenToRead, began, cancellation);
        _pruning = await OpenAsync(place.OpenToPrune, began, cancellation);
        try
        {
            HubGuard.Check(_reading, start);
            while (!TryInstall(_reading, _pruning))
            {
                if (time.GetElapsedTime(began) > WaitToInstall)
                {
                    throw new HubStoppedException(
                        HubFailure.BusyCode,
                        "The hub database was locked for a minute; its triggers could not be installed.",
                        "End the transaction that holds the lock, then start again.");
                }

                await Task.Delay(TryInstallEvery, time, cancellation);
            }
        }
        catch (SqliteException failure)
        {
            throw HubFailure.Stop(failure);
        }
    }

    public Task<FeedPage> ReadAsync(FeedPosition after, int max, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var (hub, pruning) = Opened();
        var start = SqlitePosition.Parse(after);
        _seen = Never;
        try
        {
            var version = hub.Number("PRAGMA data_version"); // before the page: what comes while it is read wakes us
            HubGuard.Check(hub, start);
            TryInstall(hub, pruning);
            var page = Read(hub, start, max);
            _seen = version;
            return Task.FromResult(page);
        }
        catch (SqliteException failure) when (HubFailure.IsBusy(failure))
        {
            return Task.FromResult(new FeedPage([], after)); // an exclusive lock: nothing to be seen now
        }
        catch (SqliteException failure)
        {
            throw HubFailure.Stop(failure);
        }
    }

    public Task WaitAsync(CancellationToken cancellation)
    {
        var (hub, _) = Opened();
        return signal.WaitAsync(() => HasChanged(hub), cancellation);
    }

    public Task<bool> ForgetAsync(FeedPosition upTo, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult(_pruner.Prune(Opened().Pruning, SqlitePosition.Parse(upTo)));
        }
        catch (SqliteException failure) when (HubFailure.IsBusy(failure))
        {
            return Task.FromResult(true);
        }
        catch (SqliteException failure)
        {
            throw HubFailure.Stop(failure);
        }
    }

    public Task<IReadOnlyList<NewEvent>?> ReadRecordsAsync(
        FeedPosition at, IReadOnlyList<RecordName> records, bool leaveOutTold, CancellationToken cancellation)
        => ReadAtAsync(
            at,
            (hub, beyond) => records.Count == 0 && beyond is not null ? null : UntoldStates.Of(
                beyond ?? [], records, new RecordReader(_installer.Tables, _json).Read(hub, records), leaveOutTold),
            cancellation);

    public Task<TableChunk?> ReadTableAsync(
        FeedPosition at, string table, string cursor, int max, CancellationToken cancellation)
        => !_installer.Tables.ContainsKey(table) ? Task.FromResult<TableChunk?>(null) : ReadAtAsync(
            at,
            (hub, beyond) =>
            {
                var chunk = _snapshot!.Read(hub, _installer.Tables, table, cursor, max);
                RecordName[] records = [.. chunk.Events.Select(e => new RecordName(table, e.Key))];
                return chunk with { Events = UntoldStates.Of(beyond ?? [], records, chunk.Events, leaveOutTold: true)! };
            },
            cancellation);

    public async Task<FeedPosition> GoOnAsync(FeedPosition position, string why, string table, CancellationToken cancellation)
    {
        if (why != HubGuard.RestoredCode)
        {
            throw new HubStoppedException(
                "not_held", $"A SQLite hub is never held for {why}.", "`hms-sync status` says what is held, and for what.");
        }

        // Whatever stands in the file is read as it is now; what its outbox tells happened before that.
        await OpenAsync(FeedPosition.Start, cancellation);
        var (hub, _) = Opened();
        return (SqlitePosition.Start with { Seq = HubGuard.LastSeq(hub), Mark = HubGuard.Mark(hub), NextMark = NewMark() }).ToFeed();
    }

    public void Dispose()
    {
        signal.Dispose(); // first: it may be looking through our connection
        Close();
        _json.Dispose();
    }

    /// <summary>An application that holds the file for itself while it starts must not stop the feed for good.</summary>
    private async Task<HubConnection> OpenAsync(Func<HubConnection> open, long began, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return open();
            }
            catch (HubStoppedException stopped)
                when (stopped.Code == HubFailure.BusyCode && time.GetElapsedTime(began) < WaitToInstall)
            {
                await Task.Delay(TryInstallEvery, time, cancellation);
            }
        }
    }

    private FeedPage Read(HubConnection hub, SqlitePosition start, int max)
    {
        hub.Run("BEGIN");
        try
        {
            HubGuard.Check(hub, start);
            var next = start == SqlitePosition.Start ? First(hub) : start;
            var page = new FeedPageBuilder();
            var read = _outbox!.Read(hub, next.Seq, max, page);
            var mark = HubGuard.Mark(hub);
            if (read > next.Seq && mark == next.NextMark)
            {
                next = next with { Mark = mark, NextMark = NewMark() };
            }

            next = next with { Seq = read };
            var isLast = page.Count < max && OutboxReader.IsLast(hub, read);
            if (next.Snapshot.Count > 0 && isLast)
            {
                next = _snapshot!.Read(hub, _installer.Tables, next, max - page.Count, page);
            }

            return new FeedPage(page.Events, next.ToFeed()) { IsWhole = isLast && next.Snapshot.Count == 0 };
        }
        finally
        {
            hub.Rollback();
        }
    }

    /// <summary>
    /// In one transaction with the look at what the outbox holds beyond the position: <paramref name="read"/> is given that, so that
    /// nothing is taken of what the position has not seen. Of other records there may be more, as there always is where much is
    /// written.
    /// </summary>
    private Task<T?> ReadAtAsync<T>(
        FeedPosition at, Func<HubConnection, IReadOnlyList<NewEvent>?, T?> read, CancellationToken cancellation)
        where T : class
    {
        cancellation.ThrowIfCancellationRequested();
        var ((hub, _), position) = (Opened(), SqlitePosition.Parse(at));
        try
        {
            hub.Run("BEGIN");
            HubGuard.Check(hub, position);
            return Task.FromResult(
                position.Snapshot.Count > 0 ? null
                : OutboxReader.IsLast(hub, position.Seq) ? read(hub, null)
                : Beyond(hub, position) is { } beyond ? read(hub, beyond)
                : null);
        }
        catch (SqliteException failure) when (HubFailure.IsBusy(failure))
        {
            return Task.FromResult<T?>(null);
        }
        catch (SqliteException failure)
        {
            throw HubFailure.Stop(failure);
        }
        finally
        {
            hub.Rollback();
        }
    }

    /// <summary>Null: there is more than is looked through.</summary>
    private IReadOnlyList<NewEvent>? Beyond(HubConnection hub, SqlitePosition position)
    {
        var beyond = new FeedPageBuilder();
        return OutboxReader.IsLast(hub, _outbox!.Read(hub, position.Seq, MostBeyond, beyond)) ? beyond.Events : null;
    }

    /// <summary>The very first position: whatever mark stands there is taken, and every table is to be read.</summary>
    private SqlitePosition First(HubConnection hub) => SqlitePosition.Start with
    {
        Mark = HubGuard.Mark(hub),
        NextMark = NewMark(),
        Snapshot = plan.SnapshotInitial ? [.. plan.Tables.Select(t => t.Name)] : [],
    };

    private string NewMark() => random.NextUInt64().ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>
    /// Looks at the catalogue when it changed; false: something is to be installed and the hub is busy.
    /// </summary>
    private bool TryInstall(HubConnection hub, HubConnection pruning)
    {
        var version = hub.Number("PRAGMA schema_version");
        if (version == _installedAt)
        {
            return true;
        }

        if (!_installer.IsInstalled(hub))
        {
            try
            {
                pruning.Execute("BEGIN IMMEDIATE");
                _installer.Install(pruning);
                pruning.Execute("COMMIT");
            }
            catch (SqliteException failure) when (HubFailure.IsBusy(failure))
            {
                return false;
            }
            finally
            {
                pruning.Rollback();
            }

            version = hub.Number("PRAGMA schema_version");
        }

        _outbox!.Refresh(hub);
        _installedAt = version;
        return true;
    }

    private bool HasChanged(HubConnection hub)
    {
        try
        {
            return hub.Number("PRAGMA data_version") != _seen || hub.FileWasReplaced();
        }
        catch (SqliteException failure) when (HubFailure.IsBusy(failure))
        {
            return false;
        }
        catch (SqliteException failure)
        {
            throw HubFailure.Stop(failure);
        }
    }

    private (HubConnection Reading, HubConnection Pruning) Opened()
        => _reading is { } reading && _pruning is { } pruning
            ? (reading, pruning)
            : throw new InvalidOperationException("The feed is not open.");

    private void Close()
    {
        _reading?.Dispose();
        _pruning?.Dispose();
        (_reading, _pruning, _installedAt, _seen) = (null, null, Never, Never);
    }
}
