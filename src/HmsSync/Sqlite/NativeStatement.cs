using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HmsSync.Sqlite;

/// <summary>
/// What a prepared statement is asked and told over and over, called without the safe handle that the library's own way takes and
/// lets go for each call, and what takes some nanoseconds without leaving managed code: an event is some hundred calls. Who calls
/// holds the statement meanwhile. Codes are SQLite's.
/// </summary>
internal static class NativeStatement
{
    private const string Library = "e_sqlite3";

    /// <summary>SQLite copies the value (<c>SQLITE_TRANSIENT</c>).</summary>
    private const nint Copied = -1;

    /// <summary>An empty text has an address too: without one SQLite binds NULL.</summary>
    private static readonly byte[] Nothing = [0];

    public static int BindText(nint statement, int parameter, ReadOnlySpan<byte> utf8)
        => BindText(statement, parameter, ref First(utf8), utf8.Length, Copied);

    public static int BindBlob(nint statement, int parameter, ReadOnlySpan<byte> value)
        => value.IsEmpty
            ? BindZeros(statement, parameter, 0)
            : BindBlob(statement, parameter, ref First(value), value.Length, Copied);

    /// <summary>The bytes of a blob, or of a text in the database's encoding; valid until the next step.</summary>
    public static ReadOnlySpan<byte> Bytes(nint statement, int column)
    {
        var first = Blob(statement, column);
        return first == 0
            ? []
            : MemoryMarshal.CreateReadOnlySpan(
                ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), first), Length(statement, column));
    }

    [DllImport(Library, EntryPoint = "sqlite3_step", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int Step(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_reset", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int Reset(nint statement);

    [DllImport(Library, EntryPoint = "sqlite3_bind_int64", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static extern int BindInteger(nint statement, int parameter, long value);

    [DllImport(Library, EntryPoint = "sqlite3_bind_double", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static extern int BindReal(nint statement, int parameter, double value);

    [DllImport(Library, EntryPoint = "sqlite3_bind_null", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static extern int BindNull(nint statement, int parameter);

    [DllImport(Library, EntryPoint = "sqlite3_column_type", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static extern int Type(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_int64", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static extern long Integer(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_double", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static extern double Real(nint statement, int column);

    private static ref byte First(ReadOnlySpan<byte> bytes)
        => ref bytes.IsEmpty ? ref Nothing[0] : ref MemoryMarshal.GetReference(bytes);

    [DllImport(Library, EntryPoint = "sqlite3_bind_text", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int BindText(nint statement, int parameter, ref byte first, int length, nint copied);

    [DllImport(Library, EntryPoint = "sqlite3_bind_blob", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int BindBlob(nint statement, int parameter, ref byte first, int length, nint copied);

    [DllImport(Library, EntryPoint = "sqlite3_bind_zeroblob", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int BindZeros(nint statement, int parameter, int length);

    [DllImport(Library, EntryPoint = "sqlite3_column_blob", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    private static extern nint Blob(nint statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_bytes", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    private static extern int Length(nint statement, int column);
}
