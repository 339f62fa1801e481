namespace HmsSync.Hubs.Postgres.Values;

/// <summary>What writing needs to know of a column's type.</summary>
/// <param name="Kind">How it is written.</param>
/// <param name="Element">Kind of the elements of an array.</param>
/// <param name="Delimiter">Between the elements of an array; only <c>box</c> has another than the comma.</param>
/// <param name="FractionDigits">
/// Most digits behind the point that the column keeps (declared scale or precision; 6 for times); null: all.
/// </param>
internal readonly record struct PgValueType(PgValueKind Kind, PgValueKind Element, byte Delimiter, int? FractionDigits)
{
    private const uint Box = 603;

    /// <param name="type">Oid of the type; of a domain, its base type's, through domains of domains.</param>
    /// <param name="element">
    /// Oid of an array's element type, resolved the same way; 0: the type is no array (nor is <c>int2vector</c> …).
    /// </param>
    /// <param name="modifier"><c>atttypmod</c>, or the domain's <c>typtypmod</c>; -1: none.</param>
    public static PgValueType Of(uint type, uint element = 0, int modifier = -1)
    {
        var kind = element == 0 ? KindOf(type) : PgValueKind.Array;
        var inner = element == 0 ? PgValueKind.Text : KindOf(element);
        return new PgValueType(
            kind, inner, element == Box ? (byte)';' : (byte)',', Fraction(element == 0 ? kind : inner, modifier));
    }

    /// <summary>The elements of this array, as a type of their own.</summary>
    public PgValueType OfElement() => this with { Kind = Element };

    /// <summary>By the oid of a built-in type, which never changes (src/include/catalog/pg_type.dat); all others are text.</summary>
    public static PgValueKind KindOf(uint type) => type switch
    {
        16 => PgValueKind.Boolean,
        17 => PgValueKind.Bytes,
        20 or 21 or 23 or 26 or 28 or 29 or 5069 => PgValueKind.Integer, // int8, int2, int4, oid, xid, cid, xid8
        700 => PgValueKind.Single,
        701 => PgValueKind.Double,
        1700 => PgValueKind.Numeric,
        1082 => PgValueKind.Date,
        1083 or 1266 => PgValueKind.TimeOfDay,
        1114 => PgValueKind.Timestamp,
        1184 => PgValueKind.TimestampTz,
        114 or 3802 => PgValueKind.Json,
        _ => PgValueKind.Text,
    };

    /// <summary>
    /// numeric: precision and a signed scale of 11 bits, plus 4 (src/backend/utils/adt/numeric.c); times: their precision.
    /// </summary>
    private static int? Fraction(PgValueKind kind, int modifier) => kind switch
    {
        PgValueKind.Integer => 0,
        PgValueKind.Numeric => modifier < 4 ? null : (((modifier - 4) & 0x7ff) ^ 1024) - 1024,
        PgValueKind.TimeOfDay or PgValueKind.Timestamp or PgValueKind.TimestampTz => modifier < 0 ? 6 : modifier,
        _ => null,
    };
}
