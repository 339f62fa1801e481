using System.Text.Json;

namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// What the value columns of an outbox row mean: <c>o3</c> and <c>n3</c> are the old and new value of the fourth
/// column. A table that changes gets another layout; rows written under the old one stay readable.
/// </summary>
internal sealed record CaptureLayout(long Id, string Table, IReadOnlyList<string> Columns, IReadOnlyList<string> Key)
{
    public bool Describes(HubTable table)
        => Columns.SequenceEqual(table.Columns.Select(c => c.Name)) && Key.SequenceEqual(table.KeyNames);

    public static Dictionary<long, CaptureLayout> ReadAll(HubConnection hub)
    {
        var layouts = new Dictionary<long, CaptureLayout>();
        var rows = hub.Prepare("SELECT id, table_name, columns, key FROM hms_sync_layout ORDER BY id");
        while (rows.Step())
        {
            layouts[rows.Integer(0)] = new(rows.Integer(0), rows.Text(1)!, Names(rows.Text(2)!), Names(rows.Text(3)!));
        }

        return layouts;
    }

    public static CaptureLayout Add(HubConnection hub, HubTable table)
    {
        string[] columns = [.. table.Columns.Select(c => c.Name)];
        string[] key = [.. table.KeyNames];
        var row = hub.Prepare("INSERT INTO hms_sync_layout(table_name, columns, key) VALUES (?1, ?2, ?3)");
        row.Bind(1, table.Name);
        row.Bind(2, JsonSerializer.Serialize(columns));
        row.Bind(3, JsonSerializer.Serialize(key));
        row.Run();
        return new CaptureLayout(hub.LastRowId, table.Name, columns, key);
    }

    private static string[] Names(string json) => JsonSerializer.Deserialize<string[]>(json) ?? [];
}
