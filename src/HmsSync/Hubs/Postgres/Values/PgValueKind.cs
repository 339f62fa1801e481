namespace HmsSync.Hubs.Postgres.Values;

/// <summary>How the text form of a PostgreSQL type becomes JSON and back.</summary>
internal enum PgValueKind
{
    /// <summary>A JSON string of the text as it is: also uuid, enums, ranges, intervals (ISO 8601 by our session), xml, inet …</summary>
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
