using HmsSync.Configuration;
using HmsSync.Feeds;

namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// Keeps what captures changes as it should be, and says what was missing and could have gone unseen
/// (a table rebuilt by rename, copy and drop loses its triggers; a new column is not in the old ones).
/// </summary>
internal sealed class CaptureInstaller(HubPlan plan)
{
    private readonly Dictionary<string, HubNotice> _gaps = new(StringComparer.Ordinal);
    private List<Wanted> _wanted = [];

    /// <summary>Captured tables by their configured name.</summary>
    public IReadOnlyDictionary<string, HubTable> Tables { get; private set; } = new Dictionary<string, HubTable>();

    /// <summary>Held tables, limits, and gaps found since the start.</summary>
    public IReadOnlyList<HubNotice> Notices { get; private set; } = [];

    /// <summary>Reads the catalogue; true when nothing is to be done.</summary>
    public bool IsInstalled(HubConnection hub)
    {
        var notices = new List<HubNotice>();
        var tables = new Dictionary<string, HubTable>(StringComparer.Ordinal);
        foreach (var configured in plan.Tables)
        {
            var (table, notice) = HubCatalogue.Read(hub, configured);
            if (notice is not null)
            {
                notices.Add(notice);
            }

            if (table is not null)
            {
                tables.Add(configured.Name, table);
            }
        }

        Tables = tables;
        Notices = [.. notices, .. _gaps.Values];
        if (!CaptureSchema.Exists(hub) || CaptureSchema.Width(hub) < Width(tables))
        {
            return false;
        }

        var layouts = CaptureLayout.ReadAll(hub);
        _wanted = [.. tables.Select(t => Want(t.Key, t.Value, layouts))];
        var installed = InstalledTriggers(hub);
        return _wanted.All(w => w.IsIn(installed) && !OthersAreNewer(hub, w.Table)) && !Strays(installed).Any();
    }

    /// <summary>Makes everything as it should be; the caller holds the write transaction.</summary>
    public void Install(HubConnection hub)
    {
        if (IsInstalled(hub))
        {
            return;
        }

        CaptureSchema.Create(hub, Width(Tables));
        var layouts = CaptureLayout.ReadAll(hub);
        var installed = InstalledTriggers(hub);
        _wanted = [.. Tables.Select(t => Want(t.Key, t.Value, layouts))];
        foreach (var wanted in _wanted.Where(w => !w.IsIn(installed) || OthersAreNewer(hub, w.Table)))
        {
            NoteGap(wanted, layouts.Values, installed);
            var layout = wanted.Layout ?? CaptureLayout.Add(hub, wanted.Table);
            foreach (var (name, sql) in new CaptureTriggers(wanted.Table, layout.Id).All())
            {
                hub.Execute($"DROP TRIGGER IF EXISTS {HubSql.Name(name)}");
                hub.Execute(sql);
            }
        }

        hub.Execute("DELETE FROM hms_sync_replaced");
        IsInstalled(hub);
        foreach (var stray in Strays(InstalledTriggers(hub)).ToList())
        {
            hub.Execute($"DROP TRIGGER {HubSql.Name(stray)}");
        }
    }

    private static int Width(IReadOnlyDictionary<string, HubTable> tables)
        => tables.Values.Select(t => t.Columns.Count).DefaultIfEmpty(1).Max();

    private static Wanted Want(string configured, HubTable table, Dictionary<long, CaptureLayout> layouts)
    {
        var layout = layouts.Values.LastOrDefault(l => l.Table == table.Name && l.Describes(table));
        return new Wanted(configured, table, layout, [.. new CaptureTriggers(table, layout?.Id ?? 0).All()]);
    }

    private static Dictionary<string, (string Table, string Sql)> InstalledTriggers(HubConnection hub)
    {
        var triggers = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        var rows = hub.Prepare(
            "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'hms_sync_*'");
        while (rows.Step())
        {
            triggers[rows.Text(0)!] = (rows.Text(1)!, rows.Text(2)!);
        }

        return triggers;
    }

    /// <summary>
    /// SQLite runs the newest trigger first. Ours must be that, or what an application's trigger does to the row
    /// would come out before the change that caused it.
    /// </summary>
    private static bool OthersAreNewer(HubConnection hub, HubTable table)
    {
        var (name, ours) = (HubSql.Literal(table.Name), HubSql.Literal($"{CaptureTriggers.Prefix(table.Name)}*"));
        var triggers = $"FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = {name} AND name";
        return hub.Number(
            $"SELECT (SELECT max(rowid) {triggers} NOT GLOB {ours}) > (SELECT min(rowid) {triggers} GLOB {ours})") != 0;
    }

    /// <summary>Triggers of ours that no configured table has: taken out of the configuration, or held.</summary>
    private IEnumerable<string> Strays(Dictionary<string, (string Table, string Sql)> installed)
    {
        var wanted = _wanted.SelectMany(w => w.Triggers).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        return installed.Keys.Where(name => !wanted.Contains(name));
    }

    private void NoteGap(
        Wanted wanted, IEnumerable<CaptureLayout> layouts, Dictionary<string, (string Table, string Sql)> installed)
    {
        var last = layouts.LastOrDefault(l => l.Table == wanted.Table.Name);
        if (last is null)
        {
            return; // its first start: nothing could be missed
        }

        var (name, remedy) = (wanted.Configured, $"hms-sync backfill {wanted.Configured}");
        var missing = wanted.Triggers
            .Count(t => !installed.TryGetValue(t.Name, out var found) || found.Table != wanted.Table.Name);
        var fresh = wanted.Table.Columns.Select(c => c.Name).Except(last.Columns, StringComparer.Ordinal).ToList();
        if (missing > 0)
        {
            _gaps[name] = new HubNotice(
                name,
                "triggers_missing",
                $"{missing} of {wanted.Triggers.Count} triggers on {name} were gone (was the table rebuilt?). "
                    + "They are back; changes made meanwhile were not seen.",
                remedy,
                Held: false);
        }
        else if (fresh.Count > 0)
        {
            _gaps[name] = new HubNotice(
                name,
                "schema",
                $"{name} has new columns: {string.Join(", ", fresh)}. They are captured from now on; "
                    + "what was written into them before was not seen.",
                remedy,
                Held: false);
        }
    }

    private sealed record Wanted(
        string Configured, HubTable Table, CaptureLayout? Layout, IReadOnlyList<(string Name, string Sql)> Triggers)
    {
        public bool IsIn(Dictionary<string, (string Table, string Sql)> installed)
            => Layout is not null
                && Triggers.All(t => installed.TryGetValue(t.Name, out var found) && found.Sql == t.Sql);
    }
}
