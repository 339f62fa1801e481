using HmsSync.Feeds;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HmsSync.Hubs.Sqlite;

/// <summary>What SQLite's refusals mean: the one place that decides.</summary>
internal static class HubFailure
{
    /// <summary>The hub is locked by another for so long that we cannot go on.</summary>
    public const string BusyCode = "hub_busy";

    private const int Unfinished = 1;

    /// <summary>Another holds the lock: try again later.</summary>
    public static bool IsBusy(SqliteException failure)
        => failure.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>The hub cannot be followed any further.</summary>
    public static HubStoppedException Stop(SqliteException failure)
        => IsBusy(failure)
            ? new(
                BusyCode,
                "The hub database is locked by another connection.",
                "End the transaction that holds the lock, then start again.")
            : new(
                "hub_unreadable",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The hub database cannot be read: {failure.Message} ({failure.SqliteExtendedErrorCode})."),
                "Check the file with `PRAGMA integrity_check`, its permissions and its disk; then start again.");

    /// <summary>
    /// Why the hub refused one record; null when the failure is not about this record (busy, disk, memory).
    /// </summary>
    public static ApplyResult? OfRecord(SqliteException failure) => failure.SqliteErrorCode switch
    {
        raw.SQLITE_CONSTRAINT => OfConstraint(failure),
        raw.SQLITE_MISMATCH => Refused("constraint", "the key is no integer"),
        raw.SQLITE_TOOBIG => Refused("too_big", "the record is larger than SQLite's limit"),
        Unfinished => Refused("statement", "the hub cannot run the statement; is a function or trigger broken?"),
        _ => null,
    };

    /// <summary>What a broken reference means at this record, or at the end of its statement.</summary>
    public static ApplyResult BrokenReference()
        => new(ApplyResultKind.WaitForParent, "foreign_key", "a foreign key of the table is not met");

    private static ApplyResult OfConstraint(SqliteException failure) => failure.SqliteExtendedErrorCode switch
    {
        raw.SQLITE_CONSTRAINT_FOREIGNKEY => BrokenReference(),

        // the words of RAISE are the application's own and may hold values
        raw.SQLITE_CONSTRAINT_TRIGGER => Refused("constraint", "a trigger of the table refused the record"),
        raw.SQLITE_CONSTRAINT_NOTNULL or raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY
            or raw.SQLITE_CONSTRAINT_CHECK => Refused("constraint", Named(failure.Message)),
        _ => Refused("constraint", "a constraint of the table"),
    };

    private static ApplyResult Refused(string code, string detail) => new(ApplyResultKind.Refused, code, detail);

    /// <summary>
    /// SQLite's words between the quotes: <c>UNIQUE constraint failed: t.a, t.b</c>; names, no values.
    /// </summary>
    private static string Named(string message)
    {
        var from = message.IndexOf('\'', StringComparison.Ordinal);
        var to = message.LastIndexOf('\'');
        return to > from ? message[(from + 1)..to] : message;
    }
}
