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
        References(hub, tables);
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

    private void References(ConfigSection hub, List<TablePlan> tables)
    {
        foreach (var entry in scope.Log.EntriesOf(hub.Node("tables"), ""))
        {
            if ((entry.Value as ConfigMap)?.Find("references") is not ConfigMap references)
            {
                continue;
            }

            foreach (var reference in references.Entries)
            {
                if (reference.Value is ConfigScalar { IsNull: false } parent && !tables.Exists(t => t.Name == parent.Text))
                {
                    new Names(scope).UnknownTable(parent.Text, parent.Place);
                }
            }
        }
    }
}
