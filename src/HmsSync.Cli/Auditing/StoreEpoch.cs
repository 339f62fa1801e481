using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Cli.Auditing;

/// <summary>Reads which store this is.</summary>
internal static class StoreEpoch
{
    public static string Of(StoreReader reader)
    {
        var statement = reader.Prepared("SELECT value FROM meta WHERE name = 'epoch'");
        var epoch = statement.Step() ? statement.RequiredText(0) : "";
        statement.Reset();
        return epoch;
    }
}
