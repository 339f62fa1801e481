namespace HmsSync.Stores.Sqlite;

/// <summary>Which claims are kept.</summary>
internal static class ClaimSchema
{
    /// <summary>
    /// From form 7 to form 8: what each claim says, whether older overlaps have been listed since it says so, and since when losers
    /// count; and records that are held because they swing.
    /// </summary>
    public const string Tables = """
        CREATE TABLE claim_kept(
            topic INTEGER NOT NULL, claim TEXT NOT NULL, definition TEXT NOT NULL, listed INTEGER NOT NULL,
            passed INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY(topic, claim)) WITHOUT ROWID;
        CREATE TABLE swinging(lane INTEGER NOT NULL, record INTEGER NOT NULL, PRIMARY KEY(lane, record)) WITHOUT ROWID;
        """;
}
