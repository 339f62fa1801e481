using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HmsSync.Stores.Sqlite;

/// <summary>
/// One prepared statement on the connection's raw handle: binds and reads without boxing, which the ADO.NET layer cannot.
/// Prepared when it is first used: most lives of an engine need few of its statements. Parameters count from 1, columns from 0.
/// Owned by one thread at a time.
/// </summary>
internal sealed class Statement(SqliteConnection connection, string sql) : IDisposable
{
    private readonly sqlite3 _database = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
    private sqlite3_stmt? _prepared;

    private sqlite3_stmt Prepared => _prepared ?? Prepare();

    public Statement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(Prepared, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, string? value)
    {
        Check(value is null
            ? raw.sqlite3_bind_null(Prepared, parameter)
            : raw.sqlite3_bind_text(Prepared, parameter, value));
        return this;
    }

    /// <summary>An empty value is stored as NULL.</summary>
    public Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty
            ? raw.sqlite3_bind_null(Prepared, parameter)
            : raw.sqlite3_bind_blob(Prepared, parameter, value));
        return this;
    }

    /// <summary>True: on a row. False: finished, and ready to be bound again.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(Prepared);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        var reset = raw.sqlite3_reset(Prepared);
        Check(code == raw.SQLITE_DONE ? reset : code);
        return false;
    }

    public void Execute()
    {
        while (Step())
        {
            // Statements that write return no rows; RETURNING rows nobody asked for are passed over.
        }
    }

    /// <summary>The first column of the first row; null when there is no row or it holds NULL.</summary>
    public long? Scalar()
    {
        long? value = Step() && !IsNull(0) ? Int64(0) : null;
        Reset();
        return value;
    }

    public void Reset() => raw.sqlite3_reset(Prepared);

    public bool IsNull(int column) => raw.sqlite3_column_type(Prepared, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(Prepared, column);

    public int Int32(int column) => raw.sqlite3_column_int(Prepared, column);

    public string? Text(int column) => IsNull(column) ? null : raw.sqlite3_column_text(Prepared, column).utf8_to_string();

    public string RequiredText(int column) => Text(column) ?? "";

    /// <summary>A blob's bytes, or a text's in UTF-8; valid until the next step; empty for NULL.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(Prepared, column);

    public void Dispose() => _prepared?.Dispose();

    private sqlite3_stmt Prepare()
    {
        Check(raw.sqlite3_prepare_v2(_database, sql, out var statement));
        return _prepared = statement;
    }

    private void Check(int code)
    {
        if (code is not raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, _database);
        }
    }
}
