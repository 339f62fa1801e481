namespace HmsSync.Stores.Sqlite;

/// <summary>What routes with a condition took, for hubs whose feed has no old values.</summary>
internal static class MatchSchema
{
    /// <summary>From form 5 to form 6: a row for each lane and record that a route of it takes just now.</summary>
    public const string Tables = """
        CREATE TABLE matched(lane INTEGER NOT NULL, record INTEGER NOT NULL, PRIMARY KEY(lane, record)) WITHOUT ROWID;
        """;
}
