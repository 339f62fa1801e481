using HmsSync.Feeds;
using HmsSync.Sqlite;
using Microsoft.Data.Sqlite;

namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// Where the hub database is: the path of a file, or a whole Microsoft.Data.Sqlite connection string.
/// </summary>
internal sealed class SqliteHubPlace
{
    private static readonly TimeSpan WaitToRead = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan WaitToApply = TimeSpan.FromMilliseconds(50);

    private readonly string _connection;
    private readonly OpenSqlite _connect;

    private SqliteHubPlace(string connection, string? path, OpenSqlite connect)
    {
        (_connection, _connect) = (connection, connect);
        Path = path;
    }

    /// <summary>The file's absolute path; null when the database is not a file of its own (<c>vfs=memdb</c>).</summary>
    public string? Path { get; }

    /// <param name="connection">A path, or a connection string that names its <c>Data Source</c>.</param>
    /// <param name="connect">Null: a new connection each time.</param>
    public static SqliteHubPlace Parse(string connection, OpenSqlite? connect = null)
    {
        var isPath = !connection.Contains("Data Source", StringComparison.OrdinalIgnoreCase);
        var builder = isPath
            ? new SqliteConnectionStringBuilder { DataSource = connection, Mode = SqliteOpenMode.ReadWrite }
            : new SqliteConnectionStringBuilder(connection);
        builder.Pooling = false;
        var source = builder.DataSource;
        var isFile = isPath || !(source.StartsWith("file:", StringComparison.Ordinal) || source == ":memory:");
        return new SqliteHubPlace(
            builder.ConnectionString, isFile ? System.IO.Path.GetFullPath(source) : null, connect ?? SqliteOpening.New);
    }

    /// <summary>A connection that cannot write.</summary>
    /// <exception cref="HubStoppedException">The file is not there or is no database.</exception>
    public HubConnection OpenToRead() => Open(WaitToRead, "PRAGMA query_only=1");

    /// <summary>
    /// A connection that writes our own tables and gives up at once when the application holds the lock.
    /// </summary>
    /// <exception cref="HubStoppedException">The file is not there or is no database.</exception>
    public HubConnection OpenToPrune() => Open(TimeSpan.Zero, "PRAGMA foreign_keys=OFF");

    /// <summary>A connection that applies partners' changes, foreign keys enforced.</summary>
    /// <exception cref="HubStoppedException">The file is not there or is no database.</exception>
    public HubConnection OpenToApply() => Open(WaitToApply, "PRAGMA foreign_keys=ON");

    private HubConnection Open(TimeSpan wait, string pragma)
    {
        if (Path is not null && !File.Exists(Path))
        {
            throw new HubStoppedException(
                "hub_missing", $"There is no hub database at {Path}.", "Correct hub.connection, or put the file back.");
        }

        SqliteConnection? connection = null;
        try
        {
            connection = _connect(_connection, pragma);
            var opened = new HubConnection(connection);
            opened.WaitForLocks(wait);
            return opened;
        }
        catch (SqliteException failure)
        {
            connection?.Dispose();
            throw HubFailure.Stop(failure);
        }
    }
}
