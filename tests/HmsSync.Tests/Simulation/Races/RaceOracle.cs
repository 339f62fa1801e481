using HmsSync.Configuration;
using HmsSync.Hosting;
using HmsSync.Stores.Sqlite.Reading;
using HmsSync.Tests.Simulation.TwoWay;

namespace HmsSync.Tests.Simulation.Races;

/// <summary>Judges when all is quiet, without any code of the engine but its list of conflicts.</summary>
internal sealed class RaceOracle(
    RacePeople people, IReadOnlyList<SimCalendar> calendars, Engine engine, IReadOnlyList<ClaimPlan> claims)
{
    private readonly List<(string Key, ConflictRow Row)> _conflicts = [.. engine.Store.Readers.Read(reader => reader.Reports
        .Conflicts(all: true, 0, 100_000).Select(row => (Id(reader.Reports.Record(row.Record).Key.Json), row)).ToList())];

    public IEnumerable<string> Judge()
    {
        var rows = people.Rows();
        return
        [
            .. claims.SelectMany(claim => Crowded(rows, claim)), .. Invented(rows), .. Silent(rows),
            .. calendars.SelectMany(c => Differing(rows, c)),
            .. calendars.SelectMany(c => c.Violations),
        ];
    }

    /// <summary>No more than may stand remain, or so many stand open as are too many.</summary>
    private IEnumerable<string> Crowded(Dictionary<string, (string Start, string Status, string Notes)> rows, ClaimPlan claim)
        => from place in rows.Where(r => r.Value.Status != RacePlan.Cancelled)
               .GroupBy(r => claim.Name == RacePlan.Claim ? r.Value.Start : r.Value.Notes)
           let open = place.Count(r => _conflicts.Exists(c => c.Key == r.Key && c.Row.State == "open" && c.Row.Claim == claim.Name))
           where place.Count() - open > claim.Capacity
           select $"{place.Key}: {string.Join(", ", place.Select(r => r.Key))} have it, {claim.Capacity} may";

    /// <summary>Nothing stands anywhere that nobody wrote.</summary>
    private IEnumerable<string> Invented(Dictionary<string, (string Start, string Status, string Notes)> rows)
        => from row in rows
           let said = people.Said.GetValueOrDefault(row.Key)
           where said is null || !said.Contains(row.Value.Start) || !said.Contains(row.Value.Notes)
               || (!said.Contains(row.Value.Status) && row.Value.Status != RacePlan.Cancelled)
           select $"{row.Key} is {row.Value}, and nobody wrote that";

    /// <summary>Invariant 6: who lost a place, or went with it, stands in a conflict row.</summary>
    private IEnumerable<string> Silent(Dictionary<string, (string Start, string Status, string Notes)> rows)
        => from said in people.Said
           let there = rows.ContainsKey(said.Key)
           where there
               ? rows[said.Key].Status == RacePlan.Cancelled && !said.Value.Contains(RacePlan.Cancelled)
               : !people.Deleted.Contains(said.Key)
           where !_conflicts.Exists(c => c.Key == said.Key && c.Row.Claim.Length > 0)
           select $"{said.Key} {(there ? "was cancelled" : "is gone")}, and no conflict row says so (invariant 6)";

    /// <summary>Invariant 4: both sides agree, but for what stands open.</summary>
    private IEnumerable<string> Differing(Dictionary<string, (string Start, string Status, string Notes)> rows, SimCalendar calendar)
        => from key in rows.Keys.Union(calendar.Entries.Keys)
           where !IsOpen(key)
           let ours = rows.TryGetValue(key, out var row) ? $"{row.Start} {row.Status} {row.Notes}" : "none"
           let theirs = calendar.Entries.TryGetValue(key, out var entry)
               ? $"{entry.Fields["start"]} {entry.Fields["status"]} {entry.Fields.GetValueOrDefault("notes")}"
               : "none"
           where ours != theirs
           select $"{key}: the hub has {ours}, {calendar.Flaws.Name} {theirs} (invariant 4)";

    private bool IsOpen(string key) => _conflicts.Exists(c => c.Key == key && c.Row.State == "open");

    private static string Id(string keyJson) => keyJson.Replace("{\"id\":", "", StringComparison.Ordinal).TrimEnd('}');
}
