namespace HmsSync.Stores.Sqlite;

/// <summary>The store may not be opened; says why and what to do.</summary>
internal sealed class StoreRefusedException(string code, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary><c>store_locked</c>, <c>store_damaged</c>, <c>store_newer</c>, <c>store_unreadable</c>.</summary>
    public string Code { get; } = code;
}
