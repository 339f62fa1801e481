using HmsSync.Changes;
using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Configuration.Values;
using HmsSync.Diagnostics;

namespace HmsSync.Map;

/// <summary>Reads <c>fields</c> and <c>direction</c>; finds names that cannot be written side by side.</summary>
internal sealed class MappingFields(ConfigSection section)
{
    private readonly List<NamedField> _all = [];

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<NamedField> All => _all;

    public void Read()
    {
        var log = section.Log;
        var directions = log.EntriesOf(section.Node("direction"), "a map of hub fields and in, out or both");
        foreach (var entry in log.EntriesOf(section.Node("fields"), "a map of hub fields and partner fields"))
        {
            var hub = Path(entry.Key, entry.Place);
            var partner = log.JsonTextOf(entry.Value) is { } name ? Path(name, entry.Value.Place) : null;
            if (hub is not null && partner is not null)
            {
                _all.Add(new NamedField(entry.Place, hub, partner, DirectionOf(entry.Key, directions)));
            }
        }

        if (_all.Count > MappingCompiler.MaxFields)
        {
            section.Fault("map.too_many", "fields", $"a mapping has at most {MappingCompiler.MaxFields} fields");
            return;
        }

        foreach (var entry in directions)
        {
            Named(entry);
        }

        Collisions(f => f.Partner, outward: true);
        Collisions(f => f.Hub, outward: false);
    }

    /// <summary>The field that another part of the file speaks of; null: there is none, which is told.</summary>
    public NamedField? Named(ConfigEntry entry)
    {
        var field = _all.Find(f => f.Hub.Text == entry.Key);
        if (field is null)
        {
            string[] known = [.. _all.Select(f => f.Hub.Text)];
            section.Log.Add(
                "map.unknown_field", entry.Place, $"'{entry.Key}' is no hub field of 'fields'",
                Nearest.Remedy(entry.Key, known));
        }

        return field;
    }

    /// <summary>A field path; null: it is none, which is told.</summary>
    public FieldPath? Path(string text, Place place)
    {
        var path = FieldPath.Parse(text);
        if (path is null)
        {
            section.Log.Add(
                "map.bad_path", place, $"'{text}' is no field path", @"write a.b; a literal dot is \\. in JSON");
        }

        return path;
    }

    private FieldDirection DirectionOf(string hub, IReadOnlyList<ConfigEntry> directions)
    {
        var entry = directions.FirstOrDefault(e => e.Key == hub);
        var word = entry is null ? "both" : section.Log.JsonTextOf(entry.Value);
        switch (word)
        {
            case "in":
                return FieldDirection.In;
            case "out":
                return FieldDirection.Out;
            case "both" or null:
                return FieldDirection.Both;
            default:
                section.Log.Add("map.bad_direction", entry!.Value.Place, "a direction is in, out or both");
                return FieldDirection.Both;
        }
    }

    /// <summary>
    /// Two fields on one name. Outward it is sound where at most one of them also comes back: the first that is known
    /// goes.
    /// </summary>
    private void Collisions(Func<NamedField, FieldPath> target, bool outward)
    {
        var writers = _all.Where(f => f.Direction != (outward ? FieldDirection.In : FieldDirection.Out)).ToArray();
        foreach (var (index, field) in writers.Index())
        {
            foreach (var earlier in writers.Take(index))
            {
                var (path, other) = (target(field), target(earlier));
                var isSame = path.Same(other);
                if (isSame && outward && field.Direction == FieldDirection.Both
                    && earlier.Direction == FieldDirection.Both)
                {
                    section.Log.Add(
                        "map.not_invertible",
                        field.Place,
                        $"'{earlier.Hub}' and '{field.Hub}' both go to '{path}', so the way back cannot be found",
                        $"say \"direction\": {{\"{field.Hub}\": \"out\"}} for one of them");
                }
                else if (!isSame && path.Overlaps(other))
                {
                    section.Log.Add(
                        "map.overlap", field.Place,
                        $"'{path}' and '{other}' cannot both be written: one is inside the other");
                }
            }
        }
    }
}

/// <summary>One line of <c>fields</c>.</summary>
internal sealed record NamedField(Place Place, FieldPath Hub, FieldPath Partner, FieldDirection Direction);
