namespace HmsSync.Stores.Sqlite;

/// <summary>Tables that are read once more, and which records the hub feed has shown.</summary>
internal static class BackfillSchema
{
    /// <summary>A backfill of one lane (0: by routes) and one table is a row until it has ended.</summary>
    public const string Tables = """
        CREATE TABLE backfill(
            topic INTEGER NOT NULL, lane INTEGER NOT NULL, why TEXT NOT NULL, stage INTEGER NOT NULL, cursor TEXT NOT NULL,
            rows INTEGER NOT NULL, gone INTEGER NOT NULL, since INTEGER NOT NULL, PRIMARY KEY(topic, lane)) WITHOUT ROWID;
        """;

    /// <summary>
    /// From form 9 to form 10, with what older forms know of it: the newest journaled hub change of a record, and what partners are
    /// known to hold.
    /// </summary>
    public const string ToVersion10 = Tables + """

        ALTER TABLE record ADD COLUMN shown INTEGER NOT NULL DEFAULT 0;
        UPDATE record SET shown = 1 WHERE id IN (SELECT record FROM mirror WHERE gone = 0) OR id IN (
            SELECT record FROM (
                SELECT record, op, max(seq) FROM journal
                WHERE op <> 4 AND source = (SELECT id FROM participant WHERE name = 'hms') GROUP BY record)
            WHERE op <> 3);
        """;
}
