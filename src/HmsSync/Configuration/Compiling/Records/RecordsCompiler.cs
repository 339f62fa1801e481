using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Map;
using HmsSync.Routing;
using HmsSync.Sdk;

namespace HmsSync.Configuration.Compiling.Records;

/// <summary>Compiles <c>records</c>: the tables whose records a partner answers for.</summary>
internal sealed class RecordsCompiler(CompileScope scope, ConfigSection partner, MappingPlan partnerMapping)
{
    private static readonly (string Word, ChangeOp Op)[] Ops
        = [("insert", ChangeOp.Insert), ("update", ChangeOp.Update), ("delete", ChangeOp.Delete)];

    public IReadOnlyDictionary<string, RecordsPlan> Compile()
    {
        Dictionary<string, RecordsPlan> plans = new(StringComparer.Ordinal);
        foreach (var entry in scope.Log.EntriesOf(partner.Node("records"), "a map of hub tables"))
        {
            if (ConfigSection.Open(entry.Value, RecordsShapes.Records, scope.Log) is { } section)
            {
                plans[entry.Key] = Compile(entry, section);
            }
        }

        return plans;
    }

    private RecordsPlan Compile(ConfigEntry entry, ConfigSection section)
    {
        var table = scope.Table(entry.Key);
        if (table is null)
        {
            new Names(scope).UnknownTable(entry.Key, entry.Place);
        }

        var mapping = scope.Mappings.Of(section, partnerMapping);
        var key = new RecordKeyCompiler(scope, entry, section, mapping, table).Compile();
        var calls = new RecordCallCompiler(section, partner.Text("url"), mapping, key).Compile();
        var filter = section.Node("where") is { } where ? new ConditionCompiler(scope.Log).Compile(where) : null;
        var settings = new RecordsSettings
        {
            Table = entry.Key,
            From = section.Text("from"),
            KeyField = key.Path,
            PartnerMakesKeys = key.ByPartner,
            Full = section.Choice("full", "true", "false") == "true",
            IsOurs = filter is null ? static _ => true : filter.Holds,
            IsFiltered = filter is { IsAlways: false },
            Version = Path(section, "version"),
            ChangedAt = Path(section, "changed_at"),
            Items = Path(section, "items"),
            Next = Path(section, "next"),
            Deleted = Path(section, "deleted"),
            Calls = calls,
        };
        new RecordsChecks(scope, section, mapping).Check(settings);
        return new RecordsPlan(entry.Key, mapping, settings) { Ops = OpsOf(section), KeyField = key.Field };
    }

    private HashSet<ChangeOp> OpsOf(ConfigSection section)
    {
        if (section.Node("ops") is not { } node)
        {
            return [.. Ops.Select(o => o.Op)];
        }

        HashSet<ChangeOp> ops = [];
        foreach (var item in node is ConfigList list ? list.Items : [node])
        {
            var word = scope.Log.TextOf(item);
            var known = Ops.Where(o => o.Word == word).Select(o => o.Op).ToArray();
            ops.UnionWith(known);
            if (word is not null && known.Length == 0)
            {
                var remedy = Values.Nearest.Remedy(word, [.. Ops.Select(o => o.Word)]);
                scope.Log.Add("config.bad_value", item.Place, $"'{word}' is nothing that can happen to a record", remedy);
            }
        }

        return ops;
    }

    private static IReadOnlyList<string>? Path(ConfigSection section, string key)
    {
        if (section.Text(key) is not { } text)
        {
            return null;
        }

        if (Changes.FieldPath.Parse(text) is { } path)
        {
            return path.Segments;
        }

        section.Fault("config.bad_value", key, $"'{key}' must be a field path", @"write a.b; a literal dot is \.");
        return null;
    }
}
