using HmsSync.Seams;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite;

/// <summary>What is looked at before a store is used.</summary>
internal static class StoreChecks
{
    /// <summary>SQLite's own check of pages and records; finds bit rot and cut files.</summary>
    public static void Whole(SqliteConnection connection, StorePlace place)
    {
        using var check = new Statement(connection, "PRAGMA quick_check(1)");
        var answer = check.Step() ? check.RequiredText(0) : "no answer";
        check.Reset();
        if (answer != "ok")
        {
            throw Damaged(place, answer, null);
        }
    }

    /// <summary>Makes the tables of a new store; returns the epoch.</summary>
    public static string Prepare(SqliteConnection connection, StorePlace place, RandomSource random)
    {
        using var version = new Statement(connection, "PRAGMA user_version");
        var found = version.Scalar() ?? 0;
        if (found > Schema.Version)
        {
            throw new StoreRefusedException(
                "store_newer",
                $"The store {place.DataSource} was written by a newer hms-sync (form {found}, this one knows "
                    + $"{Schema.Version}). Run that version, or start with a new store.");
        }

        if (found == 0)
        {
            Create(connection, random);
        }

        if (found is > 0 and < Schema.Version)
        {
            Upgrade(connection, found);
        }

        using var epoch = new Statement(connection, "SELECT value FROM meta WHERE name = 'epoch'");
        var value = epoch.Step() ? epoch.RequiredText(0) : "";
        epoch.Reset();
        return value.Length > 0 ? value : throw Damaged(place, "the epoch is missing", null);
    }

    /// <summary>The epoch with which the audit's chain began: that of the store, or the first of one that was put back.</summary>
    public const string ReadGenesis
        = "SELECT value FROM meta WHERE name IN ('genesis', 'epoch') ORDER BY name = 'epoch' LIMIT 1";

    public static StoreRefusedException Refused(StorePlace place, SqliteException fault)
        => fault.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB
            ? Damaged(place, fault.Message, fault)
            : new StoreRefusedException(
                "store_unreadable", $"The store {place.DataSource} cannot be opened: {fault.Message}", fault);

    private static void Create(SqliteConnection connection, RandomSource random)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            BEGIN IMMEDIATE;
            {Schema.Tables}
            {MeetingSchema.Tables}
            {MatchSchema.Tables}
            {ListingSchema.Tables}
            {ClaimSchema.Tables}
            {AccessSchema.Tables}
            {BackfillSchema.Tables}
            {SendingSchema.Tables}
            INSERT INTO meta(name, value) VALUES('epoch', '{random.NextUInt64():x16}');
            PRAGMA user_version = {Schema.Version};
            COMMIT;
            """;
        command.ExecuteNonQuery();
    }

    /// <summary>All steps in one transaction: a store is of one form or the other, also after a crash.</summary>
    private static void Upgrade(SqliteConnection connection, long from)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            BEGIN IMMEDIATE;
            {(from < 2 ? Schema.ToVersion2 : "")}
            {(from < 3 ? Schema.ToVersion3 : "")}
            {(from < 4 ? Schema.ToVersion4 : "")}
            {(from < 5 ? MeetingSchema.ToVersion5 : "")}
            {(from < 6 ? MatchSchema.Tables : "")}
            {(from < 7 ? ListingSchema.Tables : "")}
            {(from < 8 ? ClaimSchema.Tables : "")}
            {(from < 9 ? AccessSchema.ToVersion9 : "")}
            {(from < 10 ? BackfillSchema.ToVersion10 : "")}
            {(from < 11 ? SendingSchema.Tables : "")}
            {Schema.ToVersion12}
            PRAGMA user_version = {Schema.Version};
            COMMIT;
            """;
        command.ExecuteNonQuery();
    }

    private static StoreRefusedException Damaged(StorePlace place, string what, Exception? inner)
        => new(
            "store_damaged",
            $"The store {place.DataSource} is damaged ({what}). Nothing was changed. Restore it from a backup, or move it "
                + "away to begin with a new one (docs/operating/README.md, Backup).",
            inner);
}
