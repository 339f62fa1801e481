namespace HmsSync.Hubs.Postgres.Values;

/// <summary>What every session of ours sets, so that values come in the one text form that we read.</summary>
internal static class PgSession
{
    /// <summary>For the start-up parameter <c>options</c>; holds for replication sessions too.</summary>
    public const string Options = "-c DateStyle=ISO -c IntervalStyle=iso_8601 -c TimeZone=UTC -c extra_float_digits=1"
        + " -c bytea_output=hex -c xmlbinary=base64 -c lc_monetary=C";
}
