using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Diagnostics;

namespace HmsSync.Configuration.Compiling.Conflicts;

/// <summary>Reads <c>conflicts/*.yml</c>, in the order of their names: at most one file for each table.</summary>
internal sealed class ConflictFiles(CompileScope scope)
{
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);

    /// <summary>A plan for every table that is followed; without a file it has the defaults.</summary>
    public IReadOnlyDictionary<string, ConflictPlan> Compile(ConfigSection root, IReadOnlyList<PartnerPlan> partners)
    {
        Dictionary<string, ConflictPlan> plans = new(StringComparer.Ordinal);
        foreach (var written in Read(root).Concat(Unwritten(root)))
        {
            var traffic = new TableTraffic(written.Plan.Table, partners);
            new RuleChecks(scope, traffic).Check(written);
            new ClaimChecks(scope.Log, traffic).Check(written.Plan);
            plans[written.Plan.Table] = written.Plan;
        }

        return plans;
    }

    private List<WrittenConflicts> Read(ConfigSection root)
    {
        var folder = scope.Beside(root.Text("conflicts") ?? "conflicts/");
        string[] names = [.. scope.Files.Names(folder).Where(IsRules).Order(StringComparer.Ordinal)];
        if (names.Length == 0 && root.Has("conflicts") && !scope.Files.FolderExists(folder))
        {
            scope.Log.Warn("config.no_folder", root.PlaceOf("conflicts"), $"there is no folder {folder}");
        }

        var participants = (root.Node("partners") as ConfigMap)?.Entries.Select(e => e.Key) ?? [];
        var compiler = new ConflictCompiler(scope, ["hms", .. participants]);
        List<WrittenConflicts> all = [];
        foreach (var path in names.Select(n => Path.Combine(folder, n)))
        {
            var text = ConfigText.Read(scope.Files, path, new Place(path, 1, 1), scope.Log);
            var file = text is null ? null : new YamlReader(path, scope.Log).Read(text);
            if (file is not null && ConfigSection.Open(file, ConflictShapes.File, scope.Log) is { } section
                && compiler.Compile(section) is { } written && IsFirst(written.Plan.Table, path, section))
            {
                all.Add(written);
            }
        }

        return all;
    }

    private bool IsFirst(string table, string path, ConfigSection section)
    {
        if (_files.TryAdd(table, path))
        {
            return true;
        }

        section.Fault(
            "conflicts.table_twice", "table", $"the rules of '{table}' already stand in {_files[table]}",
            "put them into one file");
        return false;
    }

    /// <summary>The tables without a file.</summary>
    private IEnumerable<WrittenConflicts> Unwritten(ConfigSection root)
    {
        var places = ((root.Node("hub") as ConfigMap)?.Find("tables") as ConfigMap)?.Entries ?? [];
        return from table in scope.Tables ?? []
               where !_files.ContainsKey(table.Name)
               let place = places.First(e => e.Key == table.Name).Place
               select new WrittenConflicts(new ConflictPlan(table.Name), place, []);
    }

    private static bool IsRules(string name)
        => name.EndsWith(".yml", StringComparison.Ordinal) || name.EndsWith(".yaml", StringComparison.Ordinal);
}
