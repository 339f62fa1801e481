using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// SQLite's column readers, called without the safe handle and the transition that the library's own way costs: a row
/// is some fifty calls of a few nanoseconds each. They only look at the row that a step has already made.
/// </summary>
internal static class NativeColumn
{
    private const string Library = "e_sqlite3";

    /// <summary>The bytes of a blob, or of a text in the database's encoding; valid until the next step.</summary>
    public static ReadOnlySpan<byte> Bytes(IntPtr statement, int column)
    {
        var first = Blob(statement, column);
        return first == IntPtr.Zero
            ? []
            : MemoryMarshal.CreateReadOnlySpan(
                ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), first), Length(statement, column));
    }

    [DllImport(Library, EntryPoint = "sqlite3_column_type", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static extern int Type(IntPtr statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_int64", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static extern long Integer(IntPtr statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_double", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    public static extern double Real(IntPtr statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_blob", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    private static extern IntPtr Blob(IntPtr statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_bytes", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    private static extern int Length(IntPtr statement, int column);
}
