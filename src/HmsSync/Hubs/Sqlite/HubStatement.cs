using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// A prepared statement read and bound by SQLite's own types, without boxing. Columns count from 0, parameters from 1.
/// </summary>
internal sealed class HubStatement(sqlite3 database, sqlite3_stmt statement, bool isUtf16)
{
    private readonly IntPtr _native = statement.DangerousGetHandle(); // as long as `statement`, which is ours

    public void Bind(int parameter, long value) => Check(raw.sqlite3_bind_int64(statement, parameter, value));

    public void Bind(int parameter, double value) => Check(raw.sqlite3_bind_double(statement, parameter, value));

    public void Bind(int parameter, string? value)
        => Check(value is null
            ? raw.sqlite3_bind_null(statement, parameter)
            : raw.sqlite3_bind_text(statement, parameter, value));

    public void BindNull(int parameter) => Check(raw.sqlite3_bind_null(statement, parameter));

    /// <summary>UTF-8, NUL characters included.</summary>
    public void BindText(int parameter, ReadOnlySpan<byte> utf8)
        => Check(utf8.IsEmpty
            ? raw.sqlite3_bind_text(statement, parameter, "")
            : raw.sqlite3_bind_text(statement, parameter, utf8));

    public void BindBlob(int parameter, ReadOnlySpan<byte> value)
        => Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(statement, parameter, 0)
            : raw.sqlite3_bind_blob(statement, parameter, value));

    /// <summary>True: there is a row. False: done; the statement is ready to be run again.</summary>
    /// <exception cref="SqliteException">With the extended code; the statement is reset.</exception>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        try
        {
            if (code != raw.SQLITE_DONE)
            {
                SqliteException.ThrowExceptionForRC(code, database);
            }
        }
        finally
        {
            Reset();
        }

        return false;
    }

    /// <summary>Steps once and lets go of what it read.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    /// <summary>Ends the reading; bound values stay.</summary>
    public void Reset() => raw.sqlite3_reset(statement);

    public StoredType Type(int column) => (StoredType)NativeColumn.Type(_native, column);

    public bool IsNull(int column) => Type(column) == StoredType.Null;

    public long Integer(int column) => NativeColumn.Integer(_native, column);

    public double Real(int column) => NativeColumn.Real(_native, column);

    /// <summary>Bytes of a blob, or of a text in UTF-8; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column)
    {
        if (isUtf16 && Type(column) == StoredType.Text)
        {
            raw.sqlite3_column_text(statement, column); // turns what SQLite holds into UTF-8, in place
        }

        return NativeColumn.Bytes(_native, column);
    }

    /// <summary>Text; null for NULL.</summary>
    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(Bytes(column));

    /// <summary>What the connection prepared; whose it is again when nobody uses this any more.</summary>
    public sqlite3_stmt Prepared => statement;

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, database);
        }
    }
}

/// <summary>How SQLite stores one value, whatever its column was declared as.</summary>
internal enum StoredType
{
    Integer = 1,
    Real = 2,
    Text = 3,
    Blob = 4,
    Null = 5,
}
