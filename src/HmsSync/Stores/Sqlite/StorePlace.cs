using HmsSync.Sqlite;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite;

/// <summary>Where a store lives: a file, or (in simulation) a memory database that all of its connections share.</summary>
internal sealed record StorePlace(string DataSource, bool InMemory)
{
    public OpenSqlite Connect { get; init; } = SqliteOpening.New;

    public static StorePlace File(string path) => new(Path.GetFullPath(path), false);

    /// <summary>SQLite's <c>memdb</c> VFS (https://www.sqlite.org/src/file/src/memdb.c): shared in the process by name.</summary>
    public static StorePlace Memory(string name) => new($"file:/{name}?vfs=memdb", true);

    /// <summary>The one connection that owns all writes and checkpoints.</summary>
    public SqliteConnection OpenWriter()
        // synchronous=FULL: a commit is on the disk when it returns (invariant 1). Checkpoints run in the writer, in its pauses.
        => Open(SqliteOpenMode.ReadWriteCreate, InMemory
            ? "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;"
            : "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-16000; "
                + "PRAGMA journal_size_limit=67108864; PRAGMA temp_store=MEMORY;");

    /// <summary>Reads only, and never checkpoints: with SQLite up to 3.51.2 two checkpointers can damage the file.</summary>
    public SqliteConnection OpenReader() => Open(
        InMemory ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadOnly,
        "PRAGMA query_only=1; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-512;");

    private SqliteConnection Open(SqliteOpenMode mode, string setup)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = DataSource, Mode = mode, Pooling = false };
        return Connect(text.ToString(), $"PRAGMA busy_timeout=10000; {setup}");
    }
}
