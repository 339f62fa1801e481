namespace HmsSync.Hubs;

/// <summary>Applies partners' changes in the hub database. One caller at a time.</summary>
internal interface IHubWriter
{
    /// <summary>
    /// Applies the deliveries in order, several in one transaction, each under a savepoint with its tag set before its first
    /// statement; a refused record takes no other with it. Returns one result for each, in order, after the commit.
    /// </summary>
    Task<IReadOnlyList<ApplyResult>> ApplyAsync(IReadOnlyList<HubApply> deliveries, CancellationToken cancellation);

    /// <summary>Reads one record as the hub holds it now, as a JSON object; null when it is not there.</summary>
    Task<ReadOnlyMemory<byte>?> ReadAsync(string table, string keyJson, CancellationToken cancellation);
}
