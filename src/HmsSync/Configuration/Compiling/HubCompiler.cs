using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;

namespace HmsSync.Configuration.Compiling;

/// <summary>Compiles <c>hub</c>.</summary>
internal sealed class HubCompiler(CompileScope scope)
{
    /// <summary>Null: there is no connection, or the section is no map; both are told.</summary>
    public HubPlan? Compile(ConfigNode node)
    {
        if (ConfigSection.Open(node, ConfigShapes.Hub, scope.Log) is not { } hub)
        {
            return null;
        }

        if (hub.Choice("feed", "sqlite", "postgres") == "postgres")
        {
            scope.Log.NotBuilt(hub.PlaceOf("feed"), "'feed: postgres'");
        }

        var compiler = new TableCompiler(scope);
        List<TablePlan> tables = [];
        foreach (var entry in scope.Log.EntriesOf(hub.Node("tables"), "a map of tables"))
        {
            if (compiler.Compile(entry) is { } table)
            {
                tables.Add(table);
            }
        }

        scope.Tables = tables;
        Judge(hub, tables);
        if (tables.Count == 0)
        {
            scope.Log.Warn("config.no_tables", hub.PlaceOf("tables"), "no table of the hub is followed");
        }

        hub.Require("connection", "the path of the hub's SQLite file");
        return hub.Text("connection") is { } path
            ? new HubPlan(
                Path.GetFullPath(scope.Beside(path)), hub.Choice("snapshot", "none", "initial") == "initial", tables)
            : null;
    }

    /// <summary>What a table says of other tables can be judged once all are known.</summary>
    private void Judge(ConfigSection hub, List<TablePlan> tables)
    {
        var names = new Names(scope);
        foreach (var map in ((hub.Node("tables") as ConfigMap)?.Entries ?? []).Select(e => e.Value).OfType<ConfigMap>())
        {
            if (map.Find("event") is ConfigScalar { IsNull: false } topic)
            {
                names.Topic(topic.Text, topic.Place);
            }

            foreach (var reference in (map.Find("references") as ConfigMap)?.Entries ?? [])
            {
                if (reference.Value is ConfigScalar { IsNull: false } parent
                    && !tables.Exists(t => t.Name == parent.Text))
                {
                    scope.Log.Warn(
                        "config.unfollowed_parent",
                        parent.Place,
                        $"'{parent.Text}' is no table of hub.tables, so nothing of it is ever waited for",
                        Values.Nearest.Remedy(parent.Text, [.. tables.Select(t => t.Name)]));
                }
            }
        }
    }
}
