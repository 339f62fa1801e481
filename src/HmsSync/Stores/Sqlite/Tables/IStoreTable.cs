namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>The statements of one table (or a few that belong together) and what memory goes with them.</summary>
internal interface IStoreTable : IDisposable
{
    /// <summary>Last chance to write rows that sum up the transaction.</summary>
    void BeforeCommit()
    {
    }

    /// <summary>What was changed in memory is now true.</summary>
    void Committed()
    {
    }

    /// <summary>What was changed in memory goes back.</summary>
    void RolledBack()
    {
    }
}
