using HmsSync.Hubs.Postgres.Values;

namespace HmsSync.Hubs.Postgres.Catalogue;

/// <summary>One column of a hub table.</summary>
/// <param name="Name">Its exact name.</param>
/// <param name="Type">Its type; of a domain what stands behind it.</param>
/// <param name="Declared">As declared, for a cast: <c>numeric(10,2)</c>, <c>public.mood</c>.</param>
internal sealed record PgColumn(string Name, PgType Type, string Declared)
{
    /// <summary>Declared length, precision or scale, as the catalogue codes it; -1: none.</summary>
    public int Modifier { get; init; } = -1;

    /// <summary>How JSON becomes its values.</summary>
    public PgValueType Value => PgValueType.Of(Type.Oid, Type.Element?.Oid ?? 0, Modifier);

    public bool NotNull { get; init; }

    /// <summary>Computed from other columns; never in the feed, never written.</summary>
    public bool IsGenerated { get; init; }

    public PgIdentity Identity { get; init; }

    public bool HasDefault { get; init; }
}

/// <summary>Whether the database makes the values (pg_attribute.attidentity).</summary>
internal enum PgIdentity
{
    None,
    ByDefault,

    /// <summary>An insert with a value of one's own needs OVERRIDING SYSTEM VALUE.</summary>
    Always,
}
