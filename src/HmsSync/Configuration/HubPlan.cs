namespace HmsSync.Configuration;

/// <param name="Connection">SQLite: absolute path of the file. PostgreSQL: Npgsql's connection string, which holds a secret.</param>
/// <param name="SnapshotInitial">What is there already goes first; otherwise changes from the first start on.</param>
/// <param name="Tables">In the order they are written.</param>
internal sealed record HubPlan(string Connection, bool SnapshotInitial, IReadOnlyList<TablePlan> Tables)
{
    public const long DefaultMaxRetained = 10L << 30;

    public HubKind Kind { get; init; } = HubKind.Sqlite;

    /// <summary>PostgreSQL: the name of replication slot and publication.</summary>
    public string Slot { get; init; } = "hms_sync";

    /// <summary>PostgreSQL: bytes of write-ahead log that our slot may hold back before status and /readyz say so.</summary>
    public long MaxRetained { get; init; } = DefaultMaxRetained;

    public TablePlan? Table(string name) => Tables.FirstOrDefault(t => t.Name == name);
}

/// <summary>Which database the hub is.</summary>
internal enum HubKind
{
    Sqlite,
    Postgres,
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

    /// <summary>Columns that mappings name.</summary>
    public IReadOnlyList<string> Mapped { get; init; } = [];

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
