namespace HmsSync.Cli.Bench;

/// <summary>A workspace without partners, whose reading doors are open to this machine.</summary>
internal static class ReadingWorkspace
{
    /// <summary>Writes it, hub and all, and says where the configuration is.</summary>
    /// <param name="folder">Made when it is not there.</param>
    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        BenchHub.Create(HubOf(folder));
        var path = Path.Combine(folder, "hms-sync.yml");
        File.WriteAllText(path, """
            hub: { feed: sqlite, connection: hms.db, tables: { appointments: { key: id } } }
            store: sync.db
            server: { listen: "http://127.0.0.1:0", auth: none }
            governance: none
            replay: { keep_events: 100000000 }
            """);
        return path;
    }

    public static string HubOf(string folder) => Path.Combine(folder, "hms.db");
}
