using System.Text;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// Invariant 4: hub and calendar hold the same records with the same values, each once; an open conflict alone excuses what differs.
/// </summary>
internal sealed class AgreementOracle(
    SimCalendar calendar,
    Dictionary<string, Dictionary<string, string?>> rows,
    UserWrites writes,
    List<SeenConflict> conflicts,
    TwoWayDraw draw)
{
    private readonly List<SeenConflict> _open = [.. conflicts.Where(c => c.IsOpen && c.Partner == calendar.Flaws.Name)];

    private string Name => calendar.Flaws.Name;

    public IEnumerable<string> Judge()
    {
        var there = calendar.Entries.OrderBy(e => e.Key, StringComparer.Ordinal).GroupBy(e => HubKeyOf(e.Key, e.Value))
            .ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        foreach (var twice in there.Where(g => g.Value.Count > 1))
        {
            yield return $"{Name} has {twice.Key} {twice.Value.Count} times: "
                + $"{string.Join(", ", twice.Value.Select(e => e.Key))} (invariant 4)";
        }

        foreach (var key in rows.Keys.Where(key => !there.ContainsKey(key) && !IsOpen(key, "*")))
        {
            yield return $"the hub has {key}, {Name} has not (invariant 4)";
        }

        foreach (var (key, entries) in there)
        {
            if (!rows.TryGetValue(key, out var row))
            {
                if (!IsOpen(key, "*") && !IsOpen(entries[0].Key, "*"))
                {
                    yield return $"{Name} has {key}, the hub has not (invariant 4)";
                }

                continue;
            }

            foreach (var finding in Fields(key, entries[0].Key, row, entries[0].Value))
            {
                yield return finding;
            }
        }
    }

    private IEnumerable<string> Fields(string key, string uid, Dictionary<string, string?> row, CalendarEntry entry)
    {
        string[] fields = draw.Hub.Labels ? [.. SimClerks.Fields, "label"] : SimClerks.Fields;
        foreach (var field in fields.Where(f => !IsOpen(key, f) && !IsOpen(uid, f) && !IsOpen(key, "*") && !IsOpen(uid, "*")))
        {
            var (hub, there) = (row[field], entry.Fields.GetValueOrDefault(field));
            if (!string.Equals(hub, there, field == "notes" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
            {
                yield return $"{key}.{field}: the hub has {hub}, {Name} {there} (invariant 4)";
            }
        }

        if (draw.Hub.Derives && row["label"] != HubHabits.LabelOf(row["start"]))
        {
            yield return $"{key}: the label is {row["label"]}, of {row["start"]} (the world itself)";
        }
    }

    /// <summary>
    /// Which hub record it is: by its key, by the reference we gave it, or by what stands in it, or in an open conflict about it, which
    /// is like no other.
    /// </summary>
    private string HubKeyOf(string uid, CalendarEntry entry)
        => !calendar.Flaws.OwnKeys ? uid
            : entry.Fields.GetValueOrDefault("ref")
                ?? rows.Where(row => Alike(row.Value, entry) > 0)
                    .OrderByDescending(row => Alike(row.Value, entry)).FirstOrDefault().Key
                ?? _open.Find(c => SimClerks.Fields.Any(f => IsShown(c, f, entry.Fields.GetValueOrDefault(f))))?.Key
                ?? $"?{uid}";

    private bool AreOne(string field, string other)
        => draw.Rules.Rules.FirstOrDefault(r => r.Fields.Contains(other))?.Fields.Contains(field) is true;

    private static bool IsShown(SeenConflict conflict, string field, string? value)
        => value is not null && (conflict.Row.Field == field || conflict.IsWhole)
            && Encoding.UTF8.GetString(conflict.Row.PartnerValue.Span).Contains($"\"{value}\"", StringComparison.OrdinalIgnoreCase);

    private static int Alike(Dictionary<string, string?> row, CalendarEntry entry)
        => SimClerks.Fields.Count(f => SeenConflict.Same(row[f], entry.Fields.GetValueOrDefault(f)));

    /// <summary>Fields that are decided as one are open as one.</summary>
    private bool IsOpen(string key, string field)
        => _open.Exists(c => (c.Row.Field == field || AreOne(c.Row.Field, field))
            && (c.Key == key || writes.IsCalled(c.Key, key) || writes.IsCalled(key, c.Key)));
}
