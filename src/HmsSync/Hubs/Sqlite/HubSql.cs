namespace HmsSync.Hubs.Sqlite;

/// <summary>Pieces of SQL text; the one place that quotes.</summary>
internal static class HubSql
{
    /// <summary>An identifier, whatever characters it holds.</summary>
    public static string Name(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text literal.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string List(IEnumerable<string> parts) => string.Join(", ", parts);

    public static string All(IEnumerable<string> conditions) => $"({string.Join(" AND ", conditions)})";

    /// <summary>Grouped, because SQLite limits how deep a chain of conditions may be (1,000).</summary>
    public static string Any(IEnumerable<string> conditions)
        => $"({string.Join(" OR ", conditions.Chunk(50).Select(c => $"({string.Join(" OR ", c)})"))})";
}
