using System.Text.Json;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>Where the reading of a table goes on: the key of the last row that was read, in PostgreSQL's text form.</summary>
internal static class TableCursor
{
    public static string[] Parse(string cursor) => cursor.Length == 0 ? [] : JsonSerializer.Deserialize<string[]>(cursor) ?? [];

    public static string Of(IReadOnlyList<string> key) => JsonSerializer.Serialize(key);
}
