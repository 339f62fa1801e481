namespace HmsSync.Hubs.Sqlite;

/// <summary>The WHERE of a partial index, which SQLite tells only as part of the CREATE INDEX text.</summary>
internal static class IndexPredicate
{
    /// <summary>The text after the WHERE that stands behind the column list; null when there is none.</summary>
    public static string? Of(string createIndex)
    {
        var depth = 0;
        var at = 0;
        while (at < createIndex.Length)
        {
            var next = PastToken(createIndex, at);
            var token = createIndex.AsSpan(at, next - at);
            depth += token is "(" ? 1 : token is ")" ? -1 : 0;
            if (depth == 0 && token.Equals("WHERE", StringComparison.OrdinalIgnoreCase))
            {
                return createIndex[next..].Trim();
            }

            at = next;
        }

        return null;
    }

    private static int PastToken(string sql, int at) => sql[at] switch
    {
        '\'' or '"' or '`' => PastQuoted(sql, at, sql[at]),
        '[' => Past(sql, at, "]"),
        '-' when sql.AsSpan(at).StartsWith("--") => Past(sql, at, "\n"),
        '/' when sql.AsSpan(at).StartsWith("/*") => Past(sql, at + 2, "*/"),
        var c when IsWord(c) => PastWord(sql, at),
        _ => at + 1,
    };

    private static int PastQuoted(string sql, int at, char quote)
    {
        at++;
        while (at < sql.Length)
        {
            if (sql[at++] != quote)
            {
                continue;
            }

            if (at >= sql.Length || sql[at] != quote)
            {
                return at;
            }

            at++; // doubled: one quote inside
        }

        return at;
    }

    private static int PastWord(string sql, int at)
    {
        while (at < sql.Length && IsWord(sql[at]))
        {
            at++;
        }

        return at;
    }

    private static int Past(string sql, int at, string end)
    {
        var found = sql.IndexOf(end, at, StringComparison.Ordinal);
        return found < 0 ? sql.Length : found + end.Length;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '$' || c > 127;
}
