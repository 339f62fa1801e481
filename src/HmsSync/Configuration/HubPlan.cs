namespace HmsSync.Configuration;

/// <param name="Connection">Absolute path of the SQLite file.</param>
/// <param name="SnapshotInitial">What is there already goes first; otherwise changes from the first start on.</param>
/// <param name="Tables">In the order they are written.</param>
internal sealed record HubPlan(string Connection, bool SnapshotInitial, IReadOnlyList<TablePlan> Tables)
{
    public TablePlan? Table(string name) => Tables.FirstOrDefault(t => t.Name == name);
}

internal sealed record TablePlan(string Name)
{
    /// <summary>Key columns; empty: from the catalogue.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    public NewKeys NewKeys { get; init; } = NewKeys.Mapped;

    /// <summary>Column → parent table; from the catalogue when left out.</summary>
    public IReadOnlyDictionary<string, string> References { get; init; } = new Dictionary<string, string>();

    /// <summary>Column with the application's own stamp; null: trigger time.</summary>
    public string? ChangedAt { get; init; }

    /// <summary>Topic of the business event that an insert or update raises beside the change; null: none.</summary>
    public string? Event { get; init; }
}

/// <summary>Where the hub key of a record born at a partner comes from.</summary>
internal enum NewKeys
{
    Mapped,
    Uuid,
    Database,
}
