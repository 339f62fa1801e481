using System.Text;

namespace HmsSync.Cli.Bench;

/// <summary>A workspace with many partners, each with names of its own for the fields of one rule.</summary>
internal static class FanoutWorkspace
{
    public const string Topic = "rule.published";

    /// <summary>What partner n calls the beds.</summary>
    public static string BedsOf(int partner) => string.Create(CultureInfo.InvariantCulture, $"beds_{partner}");

    /// <summary>Writes it, hub and all, and says where the configuration is.</summary>
    /// <param name="folder">Made when it is not there.</param>
    /// <param name="url">Where all partners listen.</param>
    /// <param name="partners">How many there are.</param>
    public static string Write(string folder, string url, int partners)
    {
        Directory.CreateDirectory(Path.Combine(folder, "mappings"));
        BenchHub.Create(Path.Combine(folder, "hms.db"));
        var config = new StringBuilder("""
            hub: { feed: sqlite, connection: hms.db, tables: { appointments: { key: id } } }
            store: sync.db
            server: { listen: "http://127.0.0.1:0", auth: none }
            governance: none
            partners:

            """);
        for (var n = 1; n <= partners; n++)
        {
            File.WriteAllText(
                Path.Combine(folder, "mappings", $"{n}.json"), $$"""{"fields": {"id": "rule", "minIcuBeds": "{{BedsOf(n)}}" } }""");
            config.Append(CultureInfo.InvariantCulture, $"""
                  partner_{n}:
                    url: {url}
                    mapping: mappings/{n}.json
                    send: [ {Route} ]
                    allow_network: [127.0.0.0/8]

                """);
        }

        var path = Path.Combine(folder, "hms-sync.yml");
        File.WriteAllText(path, config.ToString());
        return path;
    }

    private const string Route = $"{{ on: {Topic}, where: {{ scope: Hospital }} }}";
}
