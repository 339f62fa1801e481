namespace HmsSync.Lite;

/// <summary>The hub database, where there is no workspace to name it.</summary>
/// <param name="connection">Path of the SQLite file; <c>${NAME}</c> and <c>${file:PATH}</c> are replaced as in a workspace.</param>
/// <param name="tables">Tables to follow; their keys come from the catalogue.</param>
public sealed class SyncHub(string connection, params IReadOnlyList<string> tables)
{
    /// <summary>Where the database lies.</summary>
    public string Connection => connection;

    /// <summary>Tables that are followed.</summary>
    public IReadOnlyList<string> Tables => tables;

    /// <summary>The engine's own file: journal, lanes, audit. One hub has one store, whatever program runs on it.</summary>
    public string Store { get; init; } = "sync.db";

    /// <summary>
    /// Where the engine listens: health, status, doorbells. Port 0 takes a free one: enough for the command line, which finds it
    /// by a file beside the store; who rings doorbells needs a fixed one.
    /// </summary>
    public string Listen { get; init; } = "http://127.0.0.1:0";

    /// <summary>Any other part of <c>hms-sync.yml</c>, as it would stand there: <c>new { replay = new { keep_for = "1d" } }</c>.</summary>
    public object? More { get; init; }
}
