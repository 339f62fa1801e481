using HmsSync.Changes;
using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Map;

namespace HmsSync.Configuration.Compiling;

/// <summary>Compiles one entry of <c>receive.events</c>.</summary>
internal sealed class DoorbellCompiler(
    CompileScope scope, Participant partner, MappingPlan mapping, IReadOnlyDictionary<string, RecordsPlan> records)
{
    private const string PathPrefix = "/webhook/";
    private static readonly string[] Kinds = ["publish", "table", "poll"];
    private static readonly string[] ForTables = ["op", "version", "items"];

    /// <summary>Null: it is no map, or does not say exactly one of what it can be; which is told.</summary>
    public ReceivePlan? Compile(ConfigEntry entry)
    {
        if (ConfigSection.Open(entry.Value, ConfigShapes.Doorbell, scope.Log) is not { } section)
        {
            return null;
        }

        if (!IsSegment(entry.Key))
        {
            scope.Log.Add(
                "config.bad_value", entry.Place, "an event's name is made of letters, digits, '.', '_', '~' and '-'");
        }

        TakePath($"{PathPrefix}{partner.Name}/{entry.Key}", entry);
        var path = Path(section, entry);
        if (Kinds.Count(section.Has) != 1)
        {
            scope.Log.Add("config.doorbell", section.Place, "an event has exactly one of 'publish', 'table' and 'poll'");
            return null;
        }

        var own = scope.Mappings.Of(section, mapping);
        if (section.Text("table") is { } table)
        {
            return Change(section, entry.Key, table, path, own);
        }

        foreach (var key in ForTables.Where(section.Has))
        {
            section.Fault("config.doorbell", key, $"'{key}' is for events with 'table'");
        }

        return section.Text("publish") is { } topic ? Business(section, entry.Key, topic, path, own)
            : section.Text("poll") is { } asked ? Ring(section, entry.Key, asked, path, own)
            : null;
    }

    private ReceivePlan Business(ConfigSection section, string name, string topic, string? path, MappingPlan own)
    {
        new Names(scope).Topic(topic, section.PlaceOf("publish"));
        return new ReceivePlan(name, own.KeepingRest()) { Path = path, Publish = topic };
    }

    private ReceivePlan Ring(ConfigSection section, string name, string table, string? path, MappingPlan own)
    {
        if (scope.Table(table) is null)
        {
            new Names(scope).UnknownTable(table, section.PlaceOf("poll"));
        }

        return new ReceivePlan(name, own) { Path = path, Poll = table };
    }

    private ReceivePlan Change(ConfigSection section, string name, string tableName, string? path, MappingPlan own)
    {
        var table = scope.Table(tableName);
        if (table is null)
        {
            new Names(scope).UnknownTable(tableName, section.PlaceOf("table"));
        }
        else if (table.NewKeys == NewKeys.Mapped && records.GetValueOrDefault(tableName) is not { KeyByPartner: true })
        {
            Key(section, table, own);
        }

        var version = section.Text("version");
        var items = section.Text("items");
        foreach (var (key, field) in new[] { ("version", version), ("items", items) })
        {
            if (field is not null && FieldPath.Parse(field) is null)
            {
                section.Fault(
                    "config.bad_value", key, $"'{key}' must be a field path", @"write a.b; a literal dot is \.");
            }
        }

        return new ReceivePlan(name, own)
        {
            Path = path,
            Table = tableName,
            Op = new OpCompiler(scope).Compile(section),
            Version = version,
            Items = items,
        };
    }

    private static void Key(ConfigSection section, TablePlan table, MappingPlan own)
    {
        var missing = table.Key.Where(c => !own.CanReceive(FieldPath.Of(c).Text)).ToArray();
        if (missing.Length > 0)
        {
            section.Fault(
                "config.key_not_mapped",
                "table",
                $"the mapping brings no key for '{table.Name}': {string.Join(", ", missing)}",
                "map the key in 'fields'");
        }
        else if (table.Key.Count > 0 && !table.Key.Any(c => own.Brings(FieldPath.Of(c).Text)))
        {
            section.Fault(
                "config.key_not_mapped",
                "table",
                $"the key of '{table.Name}' comes from 'hub_defaults' alone: all that is born there would be one record",
                "map the key in 'fields'");
        }
    }

    private string? Path(ConfigSection section, ConfigEntry entry)
    {
        if (section.Text("path") is not { } path)
        {
            return null;
        }

        if (!path.StartsWith(PathPrefix, StringComparison.Ordinal)
            || !path[PathPrefix.Length..].Split('/').All(IsSegment))
        {
            section.Fault("config.bad_value", "path", $"a path begins with {PathPrefix} and goes on in plain words");
        }

        TakePath(path, entry);
        return path;
    }

    private void TakePath(string path, ConfigEntry entry)
    {
        var who = $"{partner.Name}/{entry.Key}";
        if (!scope.Paths.TryAdd(path, who) && scope.Paths[path] != who)
        {
            scope.Log.Add("config.path_taken", entry.Place, $"{path} is already taken by {scope.Paths[path]}");
        }
    }

    private static bool IsSegment(string text)
        => text.Length > 0 && text is not ("." or "..")
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '~' or '-');
}
