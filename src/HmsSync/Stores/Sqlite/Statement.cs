using System.Buffers;
using System.Text;
using HmsSync.Sqlite;
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
    private const int MostParameters = 16;
    private const int ShortText = 512;

    private readonly sqlite3 _database = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
    // What a parameter holds outlives the step: a column that is the same row after row is bound once.
    private readonly Bound[] _bound = new Bound[MostParameters + 1];
    private sqlite3_stmt? _prepared;
    private nint _native;

    private nint Native => _native != 0 ? _native : Prepare();

    public Statement Bind(int parameter, long value)
    {
        ref var bound = ref _bound[parameter];
        if (bound.Kind != BoundKind.Number || bound.Number != value)
        {
            Check(NativeStatement.BindInteger(Native, parameter, value));
            bound = new Bound(BoundKind.Number, value);
        }

        return this;
    }

    public Statement Bind(int parameter, string? value)
    {
        if (value is null)
        {
            return BindNull(parameter);
        }

        BindText(parameter, value);
        _bound[parameter] = default;
        return this;
    }

    /// <summary>An empty value is stored as NULL.</summary>
    public Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return BindNull(parameter);
        }

        Check(NativeStatement.BindBlob(Native, parameter, value));
        _bound[parameter] = default;
        return this;
    }

    public Statement BindNull(int parameter)
    {
        if (_bound[parameter].Kind != BoundKind.Null)
        {
            Check(NativeStatement.BindNull(Native, parameter));
            _bound[parameter] = new Bound(BoundKind.Null, 0);
        }

        return this;
    }

    /// <summary>True: on a row. False: finished, and ready to be bound again.</summary>
    public bool Step()
    {
        var code = NativeStatement.Step(Native);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        var reset = NativeStatement.Reset(Native);
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

    /// <summary>What was executed last on the connection, this, has changed rows.</summary>
    public bool Changed => raw.sqlite3_changes(_database) > 0;

    public void Reset() => _ = NativeStatement.Reset(Native);

    public bool IsNull(int column) => NativeStatement.Type(Native, column) == raw.SQLITE_NULL;

    public long Int64(int column) => NativeStatement.Integer(Native, column);

    public int Int32(int column) => (int)Int64(column);

    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(Blob(column));

    public string RequiredText(int column) => Text(column) ?? "";

    /// <summary>A blob's bytes, or a text's in UTF-8; valid until the next step; empty for NULL.</summary>
    public ReadOnlySpan<byte> Blob(int column) => NativeStatement.Bytes(Native, column);

    public void Dispose()
    {
        if (_prepared is { } prepared)
        {
            (_prepared, _native) = (null, 0);
            Array.Clear(_bound);
            connection.GiveBack(sql, prepared);
        }
    }

    private nint Prepare()
    {
        Check(connection.Take(sql, out var statement));
        _prepared = statement;
        return _native = statement.DangerousGetHandle(); // as long as `statement`, which is ours
    }

    private void BindText(int parameter, string value)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var rented = most <= ShortText ? null : ArrayPool<byte>.Shared.Rent(most);
        var utf8 = rented ?? stackalloc byte[ShortText];
        Check(NativeStatement.BindText(Native, parameter, utf8[..Encoding.UTF8.GetBytes(value, utf8)]));
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true); // it may be private
        }
    }

    private void Check(int code)
    {
        if (code is not raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, _database);
        }
    }

    /// <summary>What a parameter is known to hold.</summary>
    private readonly record struct Bound(BoundKind Kind, long Number);

    private enum BoundKind : byte
    {
        Unknown,
        Number,
        Null,
    }
}
