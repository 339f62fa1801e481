using HmsSync.Seams;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HmsSync.Stores.Sqlite;

/// <summary>
/// The engine's own database: one writer, readers beside it. Opening checks that it is whole, ours alone, and of a known
/// form; a store that fails a check is refused, never repaired by guess (invariant 12).
/// </summary>
internal sealed class Store : IDisposable
{
    private readonly StoreLock? _lock;
    private readonly SqliteConnection _connection;
    private readonly StoreTransaction _transaction;
    private bool _disposed;

    private Store(StorePlace place, StoreLock? held, SqliteConnection connection, string epoch)
    {
        Place = place;
        Epoch = epoch;
        _lock = held;
        _connection = connection;
        _transaction = new StoreTransaction(connection);
        Writer = new StoreWriter(connection, _transaction, checkpoints: !place.InMemory);
        Readers = new StoreReaders(place);
    }

    public StorePlace Place { get; }

    /// <summary>Drawn when the store is made: cursors and idempotency keys of another store do not fit this one.</summary>
    public string Epoch { get; }

    public StoreWriter Writer { get; }

    public StoreReaders Readers { get; }

    /// <summary>The tables' memory; to be read only inside work of the writer, or before the writer has started.</summary>
    public StoreTransaction Tables => _transaction;

    /// <exception cref="StoreRefusedException">Another engine has it, it is damaged, or it is of a newer version.</exception>
    public static Store Open(StorePlace place, RandomSource random)
    {
        var held = place.InMemory ? null : StoreLock.Take(place.DataSource);
        SqliteConnection? connection = null;
        try
        {
            connection = place.OpenWriter();
            StoreChecks.Whole(connection, place);
            var epoch = StoreChecks.Prepare(connection, place, random);
            return new Store(place, held, connection, epoch);
        }
        catch (SqliteException fault)
        {
            connection?.Dispose();
            held?.Dispose();
            throw StoreChecks.Refused(place, fault);
        }
        catch (StoreRefusedException)
        {
            connection?.Dispose();
            held?.Dispose();
            throw;
        }
    }

    /// <summary>After the writer's loop has ended.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Readers.Dispose();
        _transaction.Dispose();
        if (!Place.InMemory && raw.sqlite3_get_autocommit(_connection.Handle) != 0)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            command.ExecuteNonQuery();
        }

        _connection.Dispose();
        _lock?.Dispose();
    }
}
