using System.Text;
using HmsSync.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// A prepared statement read and bound by SQLite's own types, without boxing. Columns count from 0, parameters from 1.
/// </summary>
internal sealed class HubStatement(sqlite3 database, sqlite3_stmt statement, bool isUtf16)
{
    private nint _native = statement.DangerousGetHandle(); // as long as `statement`, which is ours

    public void Bind(int parameter, long value) => Check(NativeStatement.BindInteger(_native, parameter, value));

    public void Bind(int parameter, double value) => Check(NativeStatement.BindReal(_native, parameter, value));

    public void Bind(int parameter, string? value)
        => Check(value is null
            ? NativeStatement.BindNull(_native, parameter)
            : raw.sqlite3_bind_text(statement, parameter, value));

    public void BindNull(int parameter) => Check(NativeStatement.BindNull(_native, parameter));

    /// <summary>UTF-8, NUL characters included.</summary>
    public void BindText(int parameter, ReadOnlySpan<byte> utf8) => Check(NativeStatement.BindText(_native, parameter, utf8));

    public void BindBlob(int parameter, ReadOnlySpan<byte> value) => Check(NativeStatement.BindBlob(_native, parameter, value));

    /// <summary>True: there is a row. False: done; the statement is ready to be run again.</summary>
    /// <exception cref="SqliteException">With the extended code; the statement is reset.</exception>
    public bool Step()
    {
        var code = NativeStatement.Step(_native);
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
    public void Reset() => _ = NativeStatement.Reset(_native);

    public StoredType Type(int column) => (StoredType)NativeStatement.Type(_native, column);

    public bool IsNull(int column) => Type(column) == StoredType.Null;

    public long Integer(int column) => NativeStatement.Integer(_native, column);

    public double Real(int column) => NativeStatement.Real(_native, column);

    /// <summary>Bytes of a blob, or of a text in UTF-8; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column)
    {
        if (isUtf16 && Type(column) == StoredType.Text)
        {
            raw.sqlite3_column_text(statement, column); // turns what SQLite holds into UTF-8, in place
        }

        return NativeStatement.Bytes(_native, column);
    }

    /// <summary>Text; null for NULL.</summary>
    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(Bytes(column));

    /// <summary>What the connection prepared, and whose it is again: whoever uses this after all is told <c>SQLITE_MISUSE</c>.</summary>
    public sqlite3_stmt LetGo()
    {
        _native = 0;
        return statement;
    }

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
