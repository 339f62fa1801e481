namespace HmsSync.Feeds;

/// <summary>The hub link stops rather than guess (invariant 12): carries the stable code and the way out.</summary>
internal sealed class HubStoppedException(string code, string message, string remedy) : Exception(message)
{
    /// <summary><c>hub_restored</c>, <c>hub_unreadable</c>, <c>hub_table_missing</c> …</summary>
    public string Code { get; } = code;

    /// <summary>The command, or what to do.</summary>
    public string Remedy { get; } = remedy;
}
