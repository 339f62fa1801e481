using HmsSync.Hubs.Postgres.Values;

namespace HmsSync.Hubs.Postgres.Catalogue;

/// <summary>A type, as far as its text form and its JSON form need it. Domains stand as their base type.</summary>
/// <param name="Oid">Of the base type.</param>
/// <param name="Name">Of the base type, with its schema where it is not PostgreSQL's own.</param>
/// <param name="Kind">How its text becomes JSON, and JSON its text.</param>
internal sealed record PgType(uint Oid, string Name, PgValueKind Kind)
{
    public static readonly PgType Text = new(25, "text", PgValueKind.Text);

    /// <summary>Of an array; else null.</summary>
    public PgType? Element { get; init; }

    /// <summary>What stands between elements of an array of this type: a comma, but for box.</summary>
    public char Delimiter { get; init; } = ',';
}
