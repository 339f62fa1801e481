using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Compiling.Conflicts;
using HmsSync.Configuration.Reading;
using HmsSync.Configuration.Values;
using NodaTime;

namespace HmsSync.Configuration.Compiling;

/// <summary>Compiles the whole file. Order matters: what later parts are judged by comes first.</summary>
internal sealed class EngineCompiler(CompileScope scope)
{
    /// <summary>Null: a part without which there is no plan is missing, which is told.</summary>
    public EnginePlan? Compile(ConfigNode node)
    {
        if (ConfigSection.Open(node, ConfigShapes.Root, scope.Log) is not { } root)
        {
            return null;
        }

        scope.Zone = Zone(root);
        root.Require("hub", "the hub database, at the least 'hub: { connection: hms.db }'");
        var hub = root.Node("hub") is { } hubNode ? new HubCompiler(scope).Compile(hubNode) : null;
        var server = new ServerCompiler(scope).Compile(root.Node("server"));
        var replay = new ReplayCompiler(scope).Compile(root.Node("replay"));
        var store = Store(root, hub);
        new UnbuiltParts(scope).Refuse(root);
        var partners = new PartnersCompiler(scope).Compile(root.Node("partners"));
        var conflicts = new ConflictFiles(scope).Compile(root, partners);
        return hub is null ? null : new EnginePlan
        {
            Zone = scope.Zone,
            Hub = MappedColumns.Of(hub, partners),
            StorePath = store,
            Server = server,
            Replay = replay,
            Partners = partners,
            Conflicts = conflicts,
        };
    }

    private static DateTimeZone Zone(ConfigSection root)
    {
        var id = root.Text("zone") ?? "UTC";
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is { } zone)
        {
            return zone;
        }

        var remedy = Nearest.Remedy(id, DateTimeZoneProviders.Tzdb.Ids) ?? "write one such as America/New_York";
        root.Fault("config.unknown_zone", "zone", "this is no time zone of the IANA database", remedy);
        return DateTimeZone.Utc;
    }

    private string Store(ConfigSection root, HubPlan? hub)
    {
        var text = root.Text("store") ?? "sync.db";
        if (text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
        {
            scope.Log.NotBuilt(root.PlaceOf("store"), "a PostgreSQL store");
            return "";
        }

        var path = Path.GetFullPath(scope.Beside(text));
        if (path == hub?.Connection)
        {
            root.Fault(
                "config.store_is_hub", "store", "store and hub are one file", "give the store a file of its own");
        }

        return path;
    }
}
