namespace HmsSync.Stores.Sqlite;

/// <summary>The tables of foreign ids that were taken, and of the keys by which callers come in.</summary>
internal static class AccessSchema
{
    /// <summary>
    /// Ids stand in <c>seen</c> as they came, and from there go in segments, by the first bits of their marks, into
    /// <c>seen_page</c>: nothing is ever written into the middle of something large.
    /// </summary>
    public const string Tables = """
        CREATE TABLE seen(
            n INTEGER PRIMARY KEY, day INTEGER NOT NULL, source INTEGER NOT NULL, id BLOB NOT NULL, body BLOB NOT NULL,
            seq INTEGER NOT NULL);
        CREATE TABLE seen_segment(id INTEGER PRIMARY KEY, day INTEGER NOT NULL);
        CREATE TABLE seen_page(n INTEGER PRIMARY KEY, entries BLOB NOT NULL);
        CREATE TABLE access_key(
            id TEXT PRIMARY KEY, name TEXT NOT NULL, partner TEXT NOT NULL, scopes TEXT NOT NULL, hash BLOB, made_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL, used_at INTEGER NOT NULL, revoked_at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE signing_key(kid TEXT PRIMARY KEY, key BLOB NOT NULL, made_at INTEGER NOT NULL) WITHOUT ROWID;
        """;

    /// <summary>From form 8 to form 9: keys, and ids where they cost the same however many there are.</summary>
    public const string ToVersion9 = Tables + """

        INSERT INTO seen(day, source, id, body, seq) SELECT day, source, id, body, seq FROM dedupe ORDER BY day;
        DROP TABLE dedupe;
        """;
}
