using System.Runtime.InteropServices;
using HmsSync.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// One connection to the hub file. It never checkpoints (the application does: two who checkpoint can meet SQLite's
/// WAL-reset fault) and never changes the journal mode. One user at a time.
/// </summary>
internal sealed class HubConnection : IDisposable
{
    private const int MostStatements = 256;
    private const int NoCheckpointOnClose = 1006;
    private const int HasMoved = 20;
    private const int DeferredForeignKeys = 10;
    private static readonly TimeSpan WaitToOpen = TimeSpan.FromSeconds(5);

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, HubStatement> _statements = new(StringComparer.Ordinal);
    private readonly bool _isUtf16;

    public HubConnection(SqliteConnection connection)
    {
        _connection = connection;
        raw.sqlite3_db_config(Handle, NoCheckpointOnClose, 1, out _);
        WaitForLocks(WaitToOpen);
        Execute("PRAGMA wal_autocheckpoint=0");
        _isUtf16 = Text("PRAGMA encoding") != "UTF-8";
    }

    /// <summary>False while a transaction is open; true again also when SQLite itself rolled it back.</summary>
    public bool IsIdle => raw.sqlite3_get_autocommit(Handle) != 0;

    /// <summary>Rows that the last statement changed itself, without its triggers.</summary>
    public int Changes => raw.sqlite3_changes(Handle);

    public long LastRowId => raw.sqlite3_last_insert_rowid(Handle);

    private sqlite3 Handle => _connection.Handle!;

    /// <summary>How long a statement waits for another's lock.</summary>
    public void WaitForLocks(TimeSpan atMost) => raw.sqlite3_busy_timeout(Handle, (int)atMost.TotalMilliseconds);

    /// <summary>Prepared once, kept. Run or reset it before the next use.</summary>
    public HubStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known))
        {
            return known;
        }

        if (_statements.Count >= MostStatements)
        {
            DropStatements();
        }

        SqliteException.ThrowExceptionForRC(_connection.Take(sql, out var prepared), Handle);
        return _statements[sql] = new HubStatement(Handle, prepared, _isUtf16);
    }

    /// <summary>One statement that is run often: prepared once, kept.</summary>
    public void Run(string sql) => Prepare(sql).Run();

    /// <summary>Statements that are run seldom.</summary>
    public void Execute(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(Handle, sql), Handle);

    /// <summary>First column of the first row; 0 when there is none or it is NULL.</summary>
    public long Number(string sql)
    {
        var statement = Prepare(sql);
        var value = statement.Step() ? statement.Integer(0) : 0;
        statement.Reset();
        return value;
    }

    /// <summary>First column of the first row; null when there is none or it is NULL.</summary>
    public string? Text(string sql)
    {
        var statement = Prepare(sql);
        var value = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        return value;
    }

    /// <summary>Ends the transaction without its changes, also where SQLite already did.</summary>
    public void Rollback()
    {
        if (!IsIdle)
        {
            Run("ROLLBACK");
        }
    }

    /// <summary>True when a deferred foreign key is broken at this point of the transaction.</summary>
    public bool HasBrokenReferences()
    {
        raw.sqlite3_db_status(Handle, DeferredForeignKeys, out var current, out _, 0);
        return current != 0;
    }

    /// <summary>True when the file at our path is no longer the one that we have open.</summary>
    public bool FileWasReplaced()
    {
        var moved = 0;
        var code = FileControl(Handle.DangerousGetHandle(), IntPtr.Zero, HasMoved, ref moved);
        return code == raw.SQLITE_OK && moved != 0;
    }

    public void Dispose()
    {
        DropStatements();
        _connection.Dispose();
    }

    // not part of the provider that Microsoft.Data.Sqlite uses, so it is called by name; schema NULL is `main`
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FileControl(IntPtr database, IntPtr schema, int operation, ref int argument);

    private void DropStatements()
    {
        foreach (var (sql, statement) in _statements)
        {
            _connection.GiveBack(sql, statement.LetGo());
        }

        _statements.Clear();
    }
}
