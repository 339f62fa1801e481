using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Configuration.Values;
using HmsSync.Hubs.Postgres;

namespace HmsSync.Configuration.Compiling;

/// <summary>Compiles <c>hub</c>.</summary>
internal sealed class HubCompiler(CompileScope scope)
{
    /// <summary>What PostgreSQL allows.</summary>
    private const int LongestSlot = 63;

    /// <summary>Null: there is no connection, or the section is no map; both are told.</summary>
    public HubPlan? Compile(ConfigNode node)
    {
        if (ConfigSection.Open(node, ConfigShapes.Hub, scope.Log) is not { } hub)
        {
            return null;
        }

        var kind = hub.Choice("feed", "sqlite", "postgres") == "postgres" ? HubKind.Postgres : HubKind.Sqlite;
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

        hub.Require("connection", "the path of the hub's SQLite file, or with 'feed: postgres' Npgsql's connection string");
        var snapshot = hub.Choice("snapshot", "none", "initial") == "initial";
        return kind == HubKind.Postgres ? Postgres(hub, snapshot, tables)
            : hub.Text("connection") is { } path ? new HubPlan(Path.GetFullPath(scope.Beside(path)), snapshot, tables)
            : null;
    }

    private static HubPlan? Postgres(ConfigSection hub, bool snapshot, List<TablePlan> tables)
    {
        var slot = hub.Text("slot") ?? "hms_sync";
        if (slot.Length is 0 or > LongestSlot || !slot.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
        {
            hub.Fault("config.bad_value", "slot", "'slot' must be of lower case letters, digits and _, 63 at most");
        }

        var retained = hub.Parsed("max_retained", SizeText.Parse, SizeText.Form) ?? HubPlan.DefaultMaxRetained;
        if (hub.Text("connection") is not { } connection)
        {
            return null;
        }

        if (!PgPlace.IsConnection(connection))
        {
            // The text may hold a password: it is not shown.
            hub.Fault(
                "config.bad_value", "connection", "this is no connection string of Npgsql",
                "write one such as Host=db.example;Database=hms;Username=hms_sync;Password=${HMS_PASSWORD}");
            return null;
        }

        return new HubPlan(connection, snapshot, tables) { Kind = HubKind.Postgres, Slot = slot, MaxRetained = retained };
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
                        Nearest.Remedy(parent.Text, [.. tables.Select(t => t.Name)]));
                }
            }
        }
    }
}
