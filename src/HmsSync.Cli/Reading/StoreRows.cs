using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Cli.Reading;

internal static class StoreRows
{
    public static object Parked(StoreReader r, string? p) => new { r, p };

    public static object ParkedOne(StoreReader r, long p) => new { r, p };

    public static object Conflicts(StoreReader r, bool p) => new { r, p };
}
internal static class StoreEvents
{
    public static object Of(StoreReader r, EventFilter p, long? a) => new { r, p, a };
}

internal static class StoreAudit
{
    public static object Of(StoreReader r, AuditFilter p) => new { r, p };
}
