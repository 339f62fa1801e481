using System.Threading.Channels;
using HmsSync.Seams;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HmsSync.Stores.Sqlite;

/// <summary>
/// The one writer: takes work from a bounded channel and commits it in groups. It commits when the last commit has ended or
/// the group is full, and never lingers when idle.
/// </summary>
internal sealed class StoreWriter
{
    private const int RowsPerCommit = 2_000;
    private const int WorkBound = 1_024;
    private const int CheckpointEveryCommits = 256;
    private const int CheckpointAfterRows = 20_000;

    private readonly Channel<StoreWork> _works = Channel.CreateBounded<StoreWork>(
        new BoundedChannelOptions(WorkBound) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly StoreTransaction _transaction;
    private readonly SqliteConnection _connection;
    private readonly bool _checkpoints;
    private readonly List<StoreWork> _group = [];
    private volatile StoreUnavailableException? _fault;
    private int _commitsSinceCheckpoint;
    private int _rowsSinceCheckpoint;

    public StoreWriter(SqliteConnection connection, StoreTransaction transaction, bool checkpoints)
    {
        _connection = connection;
        _transaction = transaction;
        _checkpoints = checkpoints;
    }

    /// <summary>Why the last commit failed; null: it did not.</summary>
    public StoreUnavailableException? Fault => _fault;

    /// <summary>Hands work over; completes when there is room. The outcome comes by <see cref="StoreWork.Committed"/>.</summary>
    public async Task AcceptAsync(StoreWork work)
    {
        try
        {
            await _works.Writer.WriteAsync(work);
        }
        catch (ChannelClosedException e)
        {
            throw new StoreUnavailableException("store_closed", "The store is closed: the engine is stopping.", e);
        }
    }

    /// <summary>Hands work over and waits for its commit.</summary>
    public async Task CommitAsync(StoreWork work)
    {
        await AcceptAsync(work);
        await work.Committed;
    }

    public Task Start(IEngineScheduler scheduler) => scheduler.Start(RunAsync);

    /// <summary>No more work; what was accepted is still committed.</summary>
    public void Complete() => _works.Writer.TryComplete();

    private async Task RunAsync()
    {
        while (await _works.Reader.WaitToReadAsync())
        {
            var rows = 0;
            while (rows < RowsPerCommit && _works.Reader.TryRead(out var work))
            {
                _group.Add(work);
                rows += work.Rows;
            }

            CommitGroup();
            _group.Clear();
            CheckpointWhenDue(rows);
        }
    }

    private void CommitGroup()
    {
        var fault = TryCommit(_group);
        if (fault is null)
        {
            _group.ForEach(work => work.Succeed());
            return;
        }

        // One bad piece must not take the others with it: each gets a commit of its own.
        foreach (var work in _group)
        {
            var own = _group.Count == 1 ? fault : TryCommit([work]);
            if (own is null)
            {
                work.Succeed();
            }
            else
            {
                work.Fail(own);
            }
        }
    }

    private Exception? TryCommit(List<StoreWork> works)
    {
        try
        {
            _transaction.Begin();
            foreach (var work in works)
            {
                work.Apply(_transaction);
            }

            _transaction.Commit();
            _fault = null;
            return null;
        }
#pragma warning disable CA1031 // whatever went wrong, the transaction is taken back and the work's owner is told
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return TakenBack(fault);
        }
    }

    private Exception TakenBack(Exception fault)
    {
        try
        {
            _transaction.Rollback();
        }
        catch (SqliteException worse)
        {
            // The next BEGIN says whether it goes on; whoever waits for this work must hear of it either way.
            fault = worse;
        }

        if (fault is not SqliteException sqlite)
        {
            return fault;
        }

        _fault = Unavailable(sqlite);
        return _fault;
    }

    private static StoreUnavailableException Unavailable(SqliteException fault)
        => fault.SqliteErrorCode == raw.SQLITE_FULL
            ? new StoreUnavailableException("store_full", "The disk under the store is full; free space, then it goes on.", fault)
            : new StoreUnavailableException("store_fault", $"The store could not commit: {fault.Message}", fault);

    /// <summary>Checkpoints off the path: when nothing waits, or when the log has grown long.</summary>
    private void CheckpointWhenDue(int rows)
    {
        if (!_checkpoints)
        {
            return;
        }

        _rowsSinceCheckpoint += rows;
        var idle = _works.Reader.Count == 0 && ++_commitsSinceCheckpoint >= CheckpointEveryCommits;
        if (!idle && _rowsSinceCheckpoint < CheckpointAfterRows)
        {
            return;
        }

        try
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
            command.ExecuteNonQuery();
        }
        catch (SqliteException fault)
        {
            // A full disk: what is committed is safe in the log, and a later checkpoint moves it.
            _fault = Unavailable(fault);
        }

        _commitsSinceCheckpoint = 0;
        _rowsSinceCheckpoint = 0;
    }
}
