using HmsSync.Configuration;
using HmsSync.Feeds;

namespace HmsSync.Hubs.Sqlite;

/// <summary>Reads from SQLite's catalogue what the capture of one configured table needs.</summary>
internal static class HubCatalogue
{
    /// <summary>SQLite allows 2,000 columns a table; the outbox holds an old and a new value for each.</summary>
    private const int MostColumns = 990;

    /// <summary>The table, and what an operator should know of it; no table: it is held.</summary>
    public static (HubTable? Table, HubNotice? Notice) Read(HubConnection hub, TablePlan plan)
    {
        var (name, type) = Find(hub, plan.Name);
        if (name is null || type != "table")
        {
            return (null, name is null
                ? Held(
                    plan,
                    "table_missing",
                    $"The hub has no table {plan.Name}.",
                    "Create it, or take it out of hub.tables.")
                : Held(
                    plan,
                    "no_table",
                    $"{plan.Name} is a {type}; changes are captured of tables only.",
                    "Name the table behind it."));
        }

        var columns = Columns(hub, name);
        var unique = UniqueRules(hub, name, columns, out var expressions);
        var key = Key(plan, columns);
        var table = new HubTable(name, [.. columns.Select(c => c.Column)], key ?? [], unique);
        if (key is null || key.Count == 0 || !IsUnique(table))
        {
            return (null, Held(
                plan,
                key is { Count: > 0 } ? "key_not_unique" : "no_key",
                key is null ? $"{plan.Name} has no such key column: {string.Join(", ", plan.Key)}."
                    : key.Count == 0 ? $"{plan.Name} has no primary key."
                    : $"Nothing makes ({string.Join(", ", table.KeyNames)}) unique in {plan.Name}.",
                "Set `key:` to columns with a primary key or unique index, or create one."));
        }

        return columns.Count > MostColumns
            ? (null, Held(plan, "too_wide", $"{plan.Name} has more than {MostColumns} columns.", "Split it."))
            : (table, expressions ? ExpressionIndex(plan) : null);
    }

    private static (string? Name, string Type) Find(HubConnection hub, string table)
    {
        var rows = hub.Prepare(
            "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND name = ?1 COLLATE NOCASE");
        rows.Bind(1, table);
        var found = rows.Step() ? (rows.Text(0), rows.Text(1)!) : (null, "");
        rows.Reset();
        return found;
    }

    private static List<(HubColumn Column, int PrimaryKey)> Columns(HubConnection hub, string table)
    {
        var columns = new List<(HubColumn, int)>();
        var rows = hub.Prepare("SELECT name, type, pk FROM pragma_table_xinfo(?1) WHERE hidden = 0 ORDER BY cid");
        rows.Bind(1, table);
        while (rows.Step())
        {
            columns.Add((new HubColumn(rows.Text(0)!, HubColumn.KindOf(rows.Text(1) ?? "")), (int)rows.Integer(2)));
        }

        return columns;
    }

    /// <summary>Null: a configured key column is not there. Empty: none configured and no primary key.</summary>
    private static List<int>? Key(TablePlan plan, List<(HubColumn Column, int PrimaryKey)> columns)
    {
        if (plan.Key.Count == 0)
        {
            return [.. Enumerable.Range(0, columns.Count).Where(i => columns[i].PrimaryKey > 0)
                .OrderBy(i => columns[i].PrimaryKey)];
        }

        var key = plan.Key
            .Select(k => columns.FindIndex(c => c.Column.Name.Equals(k, StringComparison.OrdinalIgnoreCase))).ToList();
        return key.Contains(-1) ? null : key;
    }

    private static List<UniqueRule> UniqueRules(
        HubConnection hub, string table, List<(HubColumn Column, int PrimaryKey)> columns, out bool expressions)
    {
        var rules = new List<UniqueRule>();
        expressions = false;
        foreach (var (index, isPartial) in UniqueIndexes(hub, table))
        {
            var parts = Parts(hub, index);
            // SQLite computes generated columns of NEW after the BEFORE triggers of an update have run
            expressions |= parts.Any(p => !columns.Exists(c => c.Column.Name == p.Column));
            if (parts.Any(p => p.Column is null))
            {
                continue;
            }

            var predicate = isPartial ? Predicate(hub, index) : null;
            rules.Add(new UniqueRule([.. parts.Select(p => (p.Column!, p.Collation))], predicate));
        }

        string[] primary =
            [.. columns.Where(c => c.PrimaryKey > 0).OrderBy(c => c.PrimaryKey).Select(c => c.Column.Name)];
        if (primary.Length > 0 && !rules.Any(r => r.Columns.Select(c => c.Column).SequenceEqual(primary)))
        {
            // an INTEGER PRIMARY KEY is the rowid itself and has no index
            rules.Add(new UniqueRule([.. primary.Select(c => (c, "BINARY"))], null));
        }

        return rules;
    }

    private static List<(string Name, bool IsPartial)> UniqueIndexes(HubConnection hub, string table)
    {
        var indexes = new List<(string, bool)>();
        var rows = hub.Prepare("SELECT name, partial FROM pragma_index_list(?1) WHERE \"unique\" = 1 ORDER BY seq");
        rows.Bind(1, table);
        while (rows.Step())
        {
            indexes.Add((rows.Text(0)!, rows.Integer(1) != 0));
        }

        return indexes;
    }

    /// <summary>An expression has no column; its collation is told as BINARY here.</summary>
    private static List<(string? Column, string Collation)> Parts(HubConnection hub, string index)
    {
        var parts = new List<(string?, string)>();
        var rows = hub.Prepare("SELECT name, coll FROM pragma_index_xinfo(?1) WHERE key = 1 ORDER BY seqno");
        rows.Bind(1, index);
        while (rows.Step())
        {
            parts.Add(rows.Text(0) is { } name ? (name, rows.Text(1)!) : (null, "BINARY"));
        }

        return parts;
    }

    private static string? Predicate(HubConnection hub, string index)
    {
        var row = hub.Prepare("SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?1");
        row.Bind(1, index);
        var predicate = row.Step() ? IndexPredicate.Of(row.Text(0) ?? "") : null;
        row.Reset();
        return predicate;
    }

    private static bool IsUnique(HubTable table)
    {
        var key = table.KeyNames.ToHashSet(StringComparer.Ordinal);
        return table.Unique.Any(u => u.Predicate is null && key.SetEquals(u.Columns.Select(c => c.Column)));
    }

    private static HubNotice Held(TablePlan plan, string code, string text, string remedy)
        => new(plan.Name, code, $"{text} Its changes do not flow.", remedy, Held: true);

    private static HubNotice ExpressionIndex(TablePlan plan)
        => new(
            plan.Name,
            "expression_index",
            $"{plan.Name} has a unique index on an expression or generated column: a row that REPLACE removes through "
                + "it is not seen.",
            $"Avoid OR REPLACE there, or run `hms-sync reconcile --table {plan.Name}`.",
            Held: false);
}
