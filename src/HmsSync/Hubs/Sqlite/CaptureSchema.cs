namespace HmsSync.Hubs.Sqlite;

/// <summary>Our own tables in the hub file.</summary>
internal static class CaptureSchema
{
    // The value columns have no type, hence no affinity: each value is kept as the application stored it.
    // No constraint may stand in hms_sync_outbox and hms_sync_replaced: a trigger runs under the conflict policy
    // of the application's statement, so OR IGNORE would drop our row without a word.
    private static readonly (string Table, string Columns)[] Tables =
    [
        ("hms_sync_outbox",
            "seq INTEGER PRIMARY KEY AUTOINCREMENT, layout INTEGER, op INTEGER, at INTEGER, origin TEXT"),
        ("hms_sync_replaced", "layout INTEGER"),
        ("hms_sync_layout",
            "id INTEGER PRIMARY KEY, table_name TEXT NOT NULL, columns TEXT NOT NULL, key TEXT NOT NULL"),
        ("hms_sync_origin", "tag TEXT"),
        ("hms_sync_mark", "id INTEGER PRIMARY KEY CHECK (id = 1), mark TEXT NOT NULL"),
    ];

    private static readonly string Count = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ("
        + $"{HubSql.List(Tables.Select(t => HubSql.Literal(t.Table)))})";

    public static bool Exists(HubConnection hub) => hub.Number(Count) == Tables.Length;

    /// <summary>For how many columns the outbox has places.</summary>
    public static int Width(HubConnection hub) => Width(hub, "hms_sync_outbox");

    /// <summary>Creates what is missing and makes room for tables of this many columns.</summary>
    public static void Create(HubConnection hub, int width)
    {
        foreach (var (table, columns) in Tables.Where(t => !Has(hub, t.Table)))
        {
            hub.Execute($"CREATE TABLE {table}({columns}{string.Concat(Places(table, 0, width).Select(p => $", {p}"))})");
        }

        foreach (var table in (string[])["hms_sync_outbox", "hms_sync_replaced"])
        {
            foreach (var place in Places(table, Width(hub, table), width))
            {
                hub.Execute($"ALTER TABLE {table} ADD COLUMN {place}");
            }
        }
    }

    /// <summary>What keeps a column's value before a change (o), and after it (n).</summary>
    private static IEnumerable<string> Places(string table, int from, int width) => table switch
    {
        "hms_sync_outbox" => Enumerable.Range(from, Math.Max(0, width - from)).SelectMany(i => (string[])[$"o{i}", $"n{i}"]),
        "hms_sync_replaced" => Enumerable.Range(from, Math.Max(0, width - from)).Select(i => $"o{i}"),
        _ => [],
    };

    private static int Width(HubConnection hub, string table)
        => (int)hub.Number($"SELECT count(*) FROM pragma_table_xinfo({HubSql.Literal(table)}) WHERE name GLOB 'o[0-9]*'");

    private static bool Has(HubConnection hub, string table)
        => hub.Number(
            $"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = {HubSql.Literal(table)}") > 0;
}
