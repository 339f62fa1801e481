using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HmsSync.Lite.Workspaces;

/// <summary>
/// What a program gives in place of a workspace, as the workspace it stands for: so it is checked by the same rules and faults
/// are told the same way. JSON is YAML.
/// </summary>
internal static class GivenConfig
{
    /// <summary>What faults name as their file.</summary>
    public const string Path = "SyncApp";

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Dictionary<string, byte[]> Files(SyncHub hub, IReadOnlyList<SyncPartner> partners)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [Path] = Utf8(Root(hub, partners)) };
        foreach (var partner in partners.Where(p => p.Fields is not null))
        {
            files[MappingOf(partner)] = Utf8(new JsonObject
            {
                ["fields"] = new JsonObject(partner.Fields!.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value))),
            });
        }

        return files;
    }

    private static JsonObject Root(SyncHub hub, IReadOnlyList<SyncPartner> partners)
    {
        var root = new JsonObject
        {
            ["hub"] = new JsonObject
            {
                ["feed"] = "sqlite",
                ["connection"] = hub.Connection,
                ["tables"] = new JsonObject(hub.Tables.Select(t => KeyValuePair.Create(t, (JsonNode?)new JsonObject()))),
            },
            ["store"] = hub.Store,
            ["server"] = new JsonObject { ["listen"] = hub.Listen },
            ["governance"] = "none",
        };
        Add(root, hub.More);
        var all = new JsonObject();
        foreach (var partner in partners)
        {
            if (!all.TryAdd(partner.Name, Partner(partner)))
            {
                throw new ArgumentException($"Two partners are called {partner.Name}.", nameof(partners));
            }
        }

        root["partners"] = all;
        return root;
    }

    private static JsonObject Partner(SyncPartner partner)
    {
        var keys = new JsonObject { ["adapter"] = "http", ["url"] = partner.Url };
        if (partner.Bearer is not null)
        {
            keys["auth"] = new JsonObject { ["bearer"] = partner.Bearer };
        }

        if (partner is { Mapping: not null, Fields: not null })
        {
            throw new ArgumentException($"{partner.Name} has both Mapping and Fields: give one of them.", nameof(partner));
        }

        if (partner.Mapping is not null || partner.Fields is not null)
        {
            keys["mapping"] = partner.Mapping ?? MappingOf(partner);
        }

        if (partner.AllowNetwork.Count > 0)
        {
            keys["allow_network"] = new JsonArray([.. partner.AllowNetwork.Select(n => (JsonNode?)n)]);
        }

        Add(keys, partner.More);
        return keys;
    }

    /// <summary>What is given beside wins, key by key.</summary>
    private static void Add(JsonObject to, object? more)
    {
        if (more is null)
        {
            return;
        }

        if (JsonSerializer.SerializeToNode(more) is not JsonObject keys)
        {
            throw new ArgumentException($"More is an object with properties; {more.GetType().Name} is none.", nameof(more));
        }

        foreach (var (name, value) in keys)
        {
            to[name] = value?.DeepClone();
        }
    }

    private static string MappingOf(SyncPartner partner) => $"{Path} {partner.Name}.json";

    private static byte[] Utf8(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString(Layout));
}
