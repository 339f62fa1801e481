namespace HmsSync.Stores.Sqlite;

/// <summary>The store could not commit (full disk, I/O fault) or may not take more; nothing of the work was kept.</summary>
internal sealed class StoreUnavailableException(string code, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary><c>store_full</c>, <c>store_fault</c>, <c>store_closed</c>.</summary>
    public string Code { get; } = code;
}
