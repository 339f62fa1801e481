using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Cli.Auditing;

/// <summary>Reads which store this is.</summary>
internal static class StoreEpoch
{
    public static string Of(StoreReader reader) => Text(reader, "SELECT value FROM meta WHERE name = 'epoch'");

    /// <summary>The one with which the audit's chain began.</summary>
    public static string Genesis(StoreReader reader) => Text(reader, StoreChecks.ReadGenesis);

    private static string Text(StoreReader reader, string sql)
    {
        var statement = reader.Prepared(sql);
        var epoch = statement.Step() ? statement.RequiredText(0) : "";
        statement.Reset();
        return epoch;
    }
}
