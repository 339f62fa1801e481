using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;

namespace HmsSync.Configuration.Compiling;

/// <summary>Compiles one entry of <c>hub.tables</c>.</summary>
internal sealed class TableCompiler(CompileScope scope)
{
    /// <summary>Tables of this prefix are the engine's own.</summary>
    private const string Ours = "hms_sync_";

    /// <summary>Null: it is no map, or no table that may be followed; both are told.</summary>
    public TablePlan? Compile(ConfigEntry entry)
    {
        if (entry.Key.Length == 0 || entry.Key.StartsWith(Ours, StringComparison.OrdinalIgnoreCase))
        {
            scope.Log.Add(
                "config.bad_table", entry.Place, $"a table cannot be followed under this name ('{Ours}…' are ours)");
            return null;
        }

        if (ConfigSection.Open(entry.Value, ConfigShapes.Table, scope.Log) is not { } table)
        {
            return null;
        }

        var topic = table.Text("event");
        if (topic is not null)
        {
            scope.Topics.Add(topic);
        }

        return new TablePlan(entry.Key)
        {
            Key = Key(table),
            NewKeys = table.Choice("new_keys", "mapped", "uuid", "database") switch
            {
                "uuid" => NewKeys.Uuid,
                "database" => NewKeys.Database,
                _ => NewKeys.Mapped,
            },
            References = References(table),
            ChangedAt = table.Text("changed_at"),
            Event = topic,
        };
    }

    private IReadOnlyList<string> Key(ConfigSection table)
    {
        var columns = scope.Log.TextsOf(table.Node("key"));
        if (table.Node("key") is not null
            && (columns.Count == 0 || columns.Contains("")
                || columns.Distinct(StringComparer.Ordinal).Count() < columns.Count))
        {
            table.Fault("config.bad_value", "key", "'key' must be a column, or a list of different columns");
        }

        return columns;
    }

    private Dictionary<string, string> References(ConfigSection table)
    {
        Dictionary<string, string> references = new(StringComparer.Ordinal);
        foreach (var entry in scope.Log.EntriesOf(table.Node("references"), "a map of columns and parent tables"))
        {
            if (scope.Log.TextOf(entry.Value) is { } parent)
            {
                references[entry.Key] = parent;
            }
        }

        return references;
    }
}
