using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Cli.Reading;

/// <summary>The lanes of a store, by number.</summary>
internal static class StoreLanes
{
    public static List<(int Id, string Name)> All(StoreReader reader)
    {
        var lanes = new List<(int, string)>();
        var statement = reader.Prepared("SELECT id, name FROM lane ORDER BY id");
        while (statement.Step())
        {
            lanes.Add((statement.Int32(0), statement.RequiredText(1)));
        }

        return lanes;
    }
}
