using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HmsSync.Sqlite;

/// <summary>Opens a connection that is set up for one use.</summary>
/// <param name="connectionString">Where, and how (Microsoft.Data.Sqlite).</param>
/// <param name="setup">Statements that make it fit for its use; they are run once.</param>
/// <exception cref="SqliteException">There is no such database, or it is none.</exception>
internal delegate SqliteConnection OpenSqlite(string connectionString, string setup);

/// <summary>Each time a new connection.</summary>
internal static class SqliteOpening
{
    private const int StablePlans = 1007;

    /// <inheritdoc cref="OpenSqlite"/>
    public static SqliteConnection New(string connectionString, string setup)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            SetUp(connection, setup);
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Runs the statements, which come from us alone. A statement is prepared once: without <c>SQLITE_DBCONFIG_ENABLE_QPSG</c> SQLite
    /// prepares one anew whenever it is bound to a value that a plan could depend on (https://www.sqlite.org/queryplanner-ng.html).
    /// </summary>
    /// <exception cref="SqliteException">One of them failed; those before it are done.</exception>
    public static void SetUp(SqliteConnection connection, string setup)
    {
        raw.sqlite3_db_config(connection.Handle, StablePlans, 1, out _);
        // Not by a command: once a statement has shown a row it passes over what goes wrong in those after it.
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, setup), connection.Handle);
    }
}
