using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HmsSync.Sqlite;

/// <summary>
/// A connection that outlives its user and keeps what was prepared on it for the next. Ours do not; those of a simulation do, which
/// kills its engine over and over beside one database, and would spend its time reading schemas.
/// </summary>
internal interface IStatementKeeper
{
    /// <summary>Null: none is kept.</summary>
    sqlite3_stmt? Take(string sql);

    void Keep(string sql, sqlite3_stmt statement);
}

/// <summary>Statements of any connection, by their text.</summary>
internal static class StatementKeeping
{
    extension(SqliteConnection connection)
    {
        /// <summary>The statement, kept from before or prepared now; SQLite's code.</summary>
        public int Take(string sql, out sqlite3_stmt statement)
        {
            if (connection is IStatementKeeper keeper && keeper.Take(sql) is { } kept)
            {
                statement = kept;
                return raw.SQLITE_OK;
            }

            return raw.sqlite3_prepare_v2(connection.Handle, sql, out statement);
        }

        /// <summary>Nobody uses the statement any more.</summary>
        public void GiveBack(string sql, sqlite3_stmt statement)
        {
            if (connection is IStatementKeeper keeper)
            {
                keeper.Keep(sql, statement);
            }
            else
            {
                statement.Dispose();
            }
        }
    }
}
