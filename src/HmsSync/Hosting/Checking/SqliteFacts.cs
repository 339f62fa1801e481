using HmsSync.Configuration;
using HmsSync.Hubs.Sqlite;

namespace HmsSync.Hosting.Checking;

/// <summary>Reads the facts from a SQLite hub.</summary>
internal static class SqliteFacts
{
    /// <summary>Tables that cannot be followed are left out: that is told elsewhere.</summary>
    public static IReadOnlyList<TableFacts> Read(HubPlan plan)
    {
        using var hub = SqliteHubPlace.Parse(plan.Connection).OpenToRead();
        return [.. plan.Tables.Select(table => (Plan: table, HubCatalogue.Read(hub, table).Table)).Where(t => t.Table is not null)
            .Select(t => Facts(hub, t.Plan, t.Table!))];
    }

    private static TableFacts Facts(HubConnection hub, TablePlan plan, HubTable table)
    {
        string[] key = [.. table.KeyNames];
        var (made, rowId) = Made(hub, table.Name);
        var columns = table.Columns.ToDictionary(
            c => c.Name,
            c => new ColumnFacts(Word(c.Kind), c.Kind is ColumnKind.Text or ColumnKind.Any, made.Contains(c.Name)),
            StringComparer.Ordinal);
        return new TableFacts(plan.Name, key, columns, key.Length == 1 && key[0] == rowId && !CountsOn(hub, table.Name));
    }

    /// <summary>Columns with a default, and the one that is the rowid itself (an INTEGER PRIMARY KEY), which SQLite numbers.</summary>
    private static (HashSet<string> Made, string? RowId) Made(HubConnection hub, string table)
    {
        var columns = new List<(string Name, string Type, bool HasDefault, bool IsKey)>();
        var rows = hub.Prepare("SELECT name, type, dflt_value IS NOT NULL, pk FROM pragma_table_xinfo(?1) WHERE hidden = 0");
        rows.Bind(1, table);
        while (rows.Step())
        {
            columns.Add((rows.Text(0)!, rows.Text(1) ?? "", rows.Integer(2) != 0, rows.Integer(3) > 0));
        }

        var keys = columns.FindAll(c => c.IsKey);
        var rowId = keys is [{ } only] && only.Type.Equals("INTEGER", StringComparison.OrdinalIgnoreCase) ? only.Name : null;
        return ([.. columns.Where(c => c.HasDefault || c.Name == rowId).Select(c => c.Name)], rowId);
    }

    /// <summary>AUTOINCREMENT: no number is given twice (sqlite.org/autoinc.html).</summary>
    private static bool CountsOn(HubConnection hub, string table)
    {
        var row = hub.Prepare("SELECT sql LIKE '%AUTOINCREMENT%' FROM sqlite_schema WHERE type = 'table' AND name = ?1");
        row.Bind(1, table);
        var counts = row.Step() && row.Integer(0) != 0;
        row.Reset();
        return counts;
    }

    /// <summary>A DATE or a DECIMAL keeps a text as a text, so it says no more than no type.</summary>
    private static string Word(ColumnKind kind) => kind switch
    {
        ColumnKind.Integer or ColumnKind.Real => "number",
        ColumnKind.Text => "text",
        ColumnKind.Blob => "blob",
        _ => "",
    };
}
