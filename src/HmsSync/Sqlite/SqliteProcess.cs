using SQLitePCL;

namespace HmsSync.Sqlite;

/// <summary>What SQLite is told once, for all connections of a process.</summary>
internal static class SqliteProcess
{
    /// <summary>
    /// Here every connection is used by one thread at a time, and nobody asks how much memory SQLite holds: it takes no lock for a
    /// call and none for an allocation (<c>SQLITE_CONFIG_MULTITHREAD</c>, <c>SQLITE_CONFIG_MEMSTATUS</c>; sqlite.org/c3ref). For a
    /// process that is ours alone, before its first connection: who embeds the engine may use SQLite otherwise.
    /// </summary>
    /// <exception cref="InvalidOperationException">A connection was opened before.</exception>
    public static void IsOurs()
    {
        Batteries_V2.Init();
        var answers = (raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD), raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0));
        if (answers != (raw.SQLITE_OK, raw.SQLITE_OK))
        {
            throw new InvalidOperationException($"SQLite answers {answers}: it runs already, and can be told nothing any more.");
        }
    }
}
