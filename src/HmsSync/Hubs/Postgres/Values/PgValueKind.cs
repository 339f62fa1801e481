namespace HmsSync.Hubs.Postgres.Values;

/// <summary>
/// How the text form of a PostgreSQL type becomes JSON (<see cref="PgJson"/>), and JSON its text form (<see cref="PgValueText"/>).
/// </summary>
internal enum PgValueKind
{
    /// <summary>A string as it is: also uuid, enums, ranges, intervals, xml, inet …; of anything else its JSON.</summary>
    Text,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A number without a fraction.</summary>
    Integer,

    /// <summary>A number with all its digits; NaN and ±Infinity are strings.</summary>
    Numeric,

    /// <summary>float4: the shortest digits that read back.</summary>
    Single,

    /// <summary>float8: the shortest digits that read back.</summary>
    Double,

    /// <summary>base64.</summary>
    Bytes,

    /// <summary>ISO 8601.</summary>
    Date,

    /// <summary>ISO 8601, with its offset where the type has one.</summary>
    TimeOfDay,

    /// <summary>ISO 8601 without an offset.</summary>
    Timestamp,

    /// <summary>RFC 3339 in UTC.</summary>
    TimestampTz,

    /// <summary>Nested as it is, without white space.</summary>
    Json,

    /// <summary>A JSON array.</summary>
    Array,
}
