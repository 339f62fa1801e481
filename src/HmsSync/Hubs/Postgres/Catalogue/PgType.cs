namespace HmsSync.Hubs.Postgres.Catalogue;

/// <summary>A type, as far as its text form and its JSON form need it. Domains stand as their base type.</summary>
/// <param name="Oid">Of the base type.</param>
/// <param name="Name">Of the base type, with its schema where it is not PostgreSQL's own.</param>
/// <param name="Kind">How its text becomes JSON.</param>
internal sealed record PgType(uint Oid, string Name, PgKind Kind)
{
    public static readonly PgType Text = new(25, "text", PgKind.Text);

    /// <summary>Of an array; else null.</summary>
    public PgType? Element { get; init; }

    /// <summary>What stands between elements of an array of this type: a comma, but for box.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Base types by oid, which never change (pg_type.dat); all others: <see cref="PgKind.Text"/>.</summary>
    public static PgKind KindOf(uint oid) => oid switch
    {
        16 => PgKind.Boolean,
        20 or 21 or 23 or 26 => PgKind.Integer,
        700 or 701 => PgKind.Float,
        1700 => PgKind.Numeric,
        17 => PgKind.Bytes,
        114 or 3802 => PgKind.Json,
        1114 => PgKind.Timestamp,
        1184 => PgKind.TimestampZone,
        _ => PgKind.Text,
    };
}

/// <summary>How a value's text form becomes JSON.</summary>
internal enum PgKind
{
    /// <summary>A string as it stands: text, uuid, enums, ranges, dates, times, intervals, geometry, networks, composites …</summary>
    Text,
    Boolean,
    Integer,
    Float,
    Numeric,
    Bytes,
    Json,
    Timestamp,
    TimestampZone,
    Array,
}
