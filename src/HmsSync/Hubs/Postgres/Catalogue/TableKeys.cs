namespace HmsSync.Hubs.Postgres.Catalogue;

/// <summary>Keys and identity of one table.</summary>
/// <param name="Primary">Columns of the primary key in its order; empty: it has none.</param>
/// <param name="Unique">Column sets that a whole, valid, plain unique index covers.</param>
/// <param name="Identity">What the log holds of old rows.</param>
/// <param name="IdentityColumns">Null: all of them.</param>
/// <param name="Foreign">What it refers to.</param>
internal sealed record TableKeys(
    IReadOnlyList<string> Primary,
    IReadOnlyList<IReadOnlyList<string>> Unique,
    ReplicaIdentity Identity,
    IReadOnlyList<string>? IdentityColumns,
    IReadOnlyList<PgForeignKey> Foreign);
