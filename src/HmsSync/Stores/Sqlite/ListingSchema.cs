namespace HmsSync.Stores.Sqlite;

/// <summary>What listings of partners show and do not show, as far as it must be remembered.</summary>
internal static class ListingSchema
{
    /// <summary>
    /// From form 6 to form 7: records that are linked and were not listed, and what was taken of an item although the mirror does
    /// not say so yet.
    /// </summary>
    public const string Tables = """
        CREATE TABLE missing(
            lane INTEGER NOT NULL, record INTEGER NOT NULL, times INTEGER NOT NULL, since INTEGER NOT NULL,
            found INTEGER NOT NULL, revision INTEGER NOT NULL, told INTEGER NOT NULL, PRIMARY KEY(lane, record)) WITHOUT ROWID;
        CREATE TABLE listed(
            lane INTEGER NOT NULL, record INTEGER NOT NULL, digest TEXT NOT NULL, PRIMARY KEY(lane, record)) WITHOUT ROWID;
        """;
}
