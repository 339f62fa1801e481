using HmsSync.Feeds;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Writing;

/// <summary>What PostgreSQL's refusals mean for a write: the one place that decides. By SQLSTATE; its words hold values.</summary>
internal static class PgFailure
{
    public static readonly ApplyResult Busy
        = new(ApplyResultKind.Unavailable, "hub_busy", "other transactions of the hub stood in the way each time");

    private static readonly ApplyResult Locked
        = new(ApplyResultKind.Locked, "hub_locked", "another transaction of the hub keeps the record locked");

    public static PgVerdict Of(NpgsqlException failure)
    {
        if (failure is not PostgresException refused)
        {
            return PgVerdict.Lost;
        }

        return refused.SqlState switch
        {
            PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => PgVerdict.Again,
            PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled => PgVerdict.Record,
            PostgresErrorCodes.InsufficientPrivilege => PgVerdict.Record,
            PostgresErrorCodes.ReadOnlySqlTransaction => PgVerdict.Lost,
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction
                or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.DatatypeMismatch or PostgresErrorCodes.FeatureNotSupported
                or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.InvalidSqlStatementName => PgVerdict.Schema,
            _ when IsOfServer(refused.SqlState) => PgVerdict.Lost,
            _ => PgVerdict.Record,
        };
    }

    /// <summary>Why the hub did not take one record.</summary>
    public static ApplyResult OfRecord(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.LockNotAvailable => Locked,
        PostgresErrorCodes.QueryCanceled => Locked with { Detail = "the statement took longer than the hub may be kept waiting" },
        PostgresErrorCodes.ForeignKeyViolation => new ApplyResult(
            ApplyResultKind.WaitForParent, "foreign_key", $"a foreign key of the table is not met{Named(refused)}"),
        PostgresErrorCodes.InsufficientPrivilege => Refused("no_permission", "the role may not write this record"),
        PostgresErrorCodes.NotNullViolation => Refused("constraint", $"NOT NULL constraint failed{Named(refused)}"),
        PostgresErrorCodes.UniqueViolation => Refused("constraint", $"UNIQUE constraint failed{Named(refused)}"),
        PostgresErrorCodes.CheckViolation => Refused("constraint", $"CHECK constraint failed{Named(refused)}"),
        PostgresErrorCodes.ExclusionViolation => Refused("constraint", $"EXCLUDE constraint failed{Named(refused)}"),

        // the words of RAISE are the application's own and may hold values
        PostgresErrorCodes.RaiseException or PostgresErrorCodes.TriggeredActionException
            => Refused("constraint", "a trigger of the table refused the record"),
        ['2', '2', ..] => Refused("bad_value", $"a column cannot hold its value exactly as it came (SQLSTATE {refused.SqlState})"),
        ['2', '3', ..] or ['4', '4', ..] => Refused("constraint", $"a constraint of the table failed{Named(refused)}"),
        _ => Refused("statement", $"the hub cannot run the statement (SQLSTATE {refused.SqlState}); is a function or trigger broken?"),
    };

    /// <summary>Why nothing can be written.</summary>
    public static ApplyResult Lost(NpgsqlException failure) => failure is not PostgresException refused
        ? new ApplyResult(ApplyResultKind.Unavailable, "hub_unreachable", "the hub database cannot be reached")
        : refused.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction
        ? new ApplyResult(ApplyResultKind.Unavailable, "hub_read_only", "the hub database takes no writes: is it a standby?")
        : new ApplyResult(ApplyResultKind.Unavailable, "hub_unreachable", $"the hub database refuses us (SQLSTATE {refused.SqlState})");

    /// <summary>The hub cannot be read.</summary>
    public static HubStoppedException Stop(NpgsqlException failure) => new(
        "hub_unreadable",
        failure is PostgresException refused
            ? $"The hub database cannot be read (SQLSTATE {refused.SqlState})."
            : "The hub database cannot be reached.",
        "Check that PostgreSQL runs, that `hub.connection` leads to it, and that the role may read the tables; then start again.");

    /// <summary>Resources, shutdown, connection, damage: not this record's doing.</summary>
    private static bool IsOfServer(string state) => state.AsSpan(0, 2) is "08" or "53" or "57" or "58" or "XX" or "25" or "28";

    private static ApplyResult Refused(string code, string detail) => new(ApplyResultKind.Refused, code, detail);

    /// <summary>Names of the table, the column, the constraint; no values.</summary>
    private static string Named(PostgresException refused)
    {
        var column = string.IsNullOrEmpty(refused.ColumnName) ? "" : $".{refused.ColumnName}";
        var constraint = string.IsNullOrEmpty(refused.ConstraintName) ? "" : $" ({refused.ConstraintName})";
        return string.IsNullOrEmpty(refused.TableName) ? constraint : $": {refused.TableName}{column}{constraint}";
    }
}

/// <summary>What a failure concerns.</summary>
internal enum PgVerdict
{
    /// <summary>One record: its savepoint is rolled back, the others stay.</summary>
    Record,

    /// <summary>The transaction met another: it is rolled back and tried again at once.</summary>
    Again,

    /// <summary>A table may have changed its shape: what is known of it is read again.</summary>
    Schema,

    /// <summary>The server or the connection: nothing can be said of any record.</summary>
    Lost,
}
