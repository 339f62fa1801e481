namespace HmsSync.Stores.Sqlite;

/// <summary>What is kept of calls: what holds a lane, the tries that failed, and traces that came in.</summary>
internal static class SendingSchema
{
    /// <summary>From form 10 to form 11. A lane's tries stand in a ring of slots.</summary>
    public const string Tables = """
        CREATE TABLE held(
            lane INTEGER PRIMARY KEY, why TEXT NOT NULL, until INTEGER NOT NULL, trips INTEGER NOT NULL, slowed INTEGER NOT NULL);
        CREATE TABLE attempt(
            lane INTEGER NOT NULL, slot INTEGER NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL, partner_seq INTEGER NOT NULL,
            number INTEGER NOT NULL, code TEXT NOT NULL, status INTEGER NOT NULL, took INTEGER NOT NULL, detail TEXT, answer BLOB,
            PRIMARY KEY(lane, slot)) WITHOUT ROWID;
        CREATE TABLE trace(seq INTEGER PRIMARY KEY, parent TEXT NOT NULL);
        """;
}
