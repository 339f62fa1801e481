using HmsSync.Changes;
using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;

namespace HmsSync.Map;

/// <summary>Reads <c>defaults</c> and <c>hub_defaults</c>: paths or nested objects and their values.</summary>
internal sealed class MappingDefaults(ConfigSection section, MappingFields fields)
{
    public IReadOnlyList<DefaultRule> Read(string key, bool hubSide)
    {
        List<DefaultRule> rules = [];
        foreach (var entry in section.Log.EntriesOf(section.Node(key), "a map of fields and values"))
        {
            if (fields.Path(entry.Key, entry.Place) is { } path)
            {
                Take(path, entry, hubSide, rules);
            }
        }

        return rules;
    }

    private void Take(FieldPath path, ConfigEntry entry, bool hubSide, List<DefaultRule> rules)
    {
        if (entry.Value is ConfigMap { Entries.Count: > 0 } map)
        {
            foreach (var inside in map.Entries)
            {
                Take(path.Then(inside.Key), inside, hubSide, rules);
            }

            return;
        }

        var targets = fields.All
            .Where(f => f.Direction != (hubSide ? FieldDirection.Out : FieldDirection.In))
            .Select(f => hubSide ? f.Hub : f.Partner);
        var other = targets.FirstOrDefault(t => t.Overlaps(path) && !t.Same(path))
            ?? rules.Select(r => r.Path).FirstOrDefault(t => t.Overlaps(path));
        if (other is not null)
        {
            section.Log.Add(
                "map.overlap", entry.Place,
                $"'{path}' and '{other}' cannot both be written: one is, or is inside, the other");
            return;
        }

        rules.Add(new DefaultRule(path, NodeJson.Write(entry.Value)));
    }
}
