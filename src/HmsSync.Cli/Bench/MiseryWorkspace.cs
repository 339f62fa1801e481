using System.Text;
using HmsSync.Configuration;

namespace HmsSync.Cli.Bench;

/// <summary>A workspace with the partners of the misery run.</summary>
internal static class MiseryWorkspace
{
    public const string Topic = "drill";

    private const string Prefix = "partner_";

    public static int NumberOf(string partner) => int.Parse(partner.AsSpan(Prefix.Length), CultureInfo.InvariantCulture);

    /// <param name="folder">Made when it is not there.</param>
    /// <param name="living">Where those listen that live.</param>
    /// <param name="dead">Where nobody listens yet.</param>
    /// <param name="partners">Their numbers.</param>
    public static EnginePlan Write(string folder, string living, string dead, IEnumerable<int> partners)
    {
        Directory.CreateDirectory(folder);
        BenchHub.Create(Path.Combine(folder, "hms.db"));
        var config = new StringBuilder("""
            hub: { feed: sqlite, connection: hms.db, tables: { appointments: { key: id } } }
            store: sync.db
            server: { listen: "http://127.0.0.1:0", auth: none }
            governance: none
            partners:

            """);
        foreach (var n in partners)
        {
            config.Append(CultureInfo.InvariantCulture, $$"""
                  {{Prefix}}{{n}}:
                    url: {{(MiseryCast.Of(n) == MiseryKind.Dead ? dead : living)}}/{{n}}
                    send: [ { on: {{Topic}} } ]
                    timeout: 1s
                    retry: { first: 100ms, max: 2s, give_up_after: 3d }
                    allow_network: [127.0.0.0/8]

                """);
        }

        var path = Path.Combine(folder, "hms-sync.yml");
        File.WriteAllText(path, config.ToString());
        var loaded = ConfigLoader.Load(path, _ => null);
        return loaded.Plan ?? throw new InvalidOperationException(loaded.Faults[0].ToString());
    }
}
