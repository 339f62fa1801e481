namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// The triggers that write one table's changes into the outbox. They run inside the application's statements, on the
/// application's SQLite, under the conflict policy of its statement. So they use no function younger than 2018 and no
/// constraint of their own. New values are read from the table and not from NEW: an application's trigger may run
/// before ours and change the row again, and then NEW is old.
/// </summary>
internal sealed class CaptureTriggers(HubTable table, long layout)
{
    /// <summary>Half up to whole milliseconds; <c>unixepoch('subsec')</c> is younger than 3.40.</summary>
    private const string Now = "CAST((julianday('now')-2440587.5)*86400000.0+0.5 AS INTEGER)";

    private const string Tag = "(SELECT tag FROM hms_sync_origin)";
    private const string Noted = "hms_sync_replaced";

    private readonly string _target = HubSql.Name(table.Name);
    private readonly string _layout = layout.ToString(CultureInfo.InvariantCulture);

    /// <summary>What our triggers on a table are called: this and <c>bi ai bu au ad</c>.</summary>
    public static string Prefix(string tableName) => $"hms_sync_{tableName}_";

    /// <summary>
    /// Name and text of each, in the order they are created; SQLite keeps the texts as they are here.
    /// </summary>
    public IEnumerable<(string Name, string Sql)> All()
    {
        yield return Trigger("bi", "BEFORE INSERT", Collides(isUpdate: false), Note(isUpdate: false));
        yield return Trigger("ai", "AFTER INSERT", null, [.. Removed(SameKey("NEW")), Insert()]);
        yield return Trigger("bu", "BEFORE UPDATE", Collides(isUpdate: true), Note(isUpdate: true));
        yield return Trigger("au", "AFTER UPDATE", Differs(table.Columns.Select(c => c.Name)), [
            $"DELETE FROM {Noted} WHERE layout={_layout} AND {SameKey("OLD")} AND {KeyMoves()};",
            .. Removed($"({KeyMoves()} AND {SameKey("NEW")})"),
            Update()]);
        yield return Trigger("ad", "AFTER DELETE", HasKey("OLD"), [
            $"DELETE FROM {Noted} WHERE layout={_layout} AND {SameKey("OLD")};",
            $"{Into(Slots("o"))} VALUES ({Head(OutboxOp.Delete)},{Values("OLD.")});"]);
    }

    private (string Name, string Sql) Trigger(string suffix, string when, string? condition, IEnumerable<string> body)
    {
        var name = Prefix(table.Name) + suffix;
        var guard = condition is null ? "" : $"\nWHEN {condition}";
        return (name, $"CREATE TRIGGER {HubSql.Name(name)} {when} ON {_target}{guard}\nBEGIN\n  "
            + $"{string.Join("\n  ", body)}\nEND");
    }

    /// <summary>True when a row stands in the way of NEW, so that REPLACE would remove it.</summary>
    private string Collides(bool isUpdate) => HubSql.Any(table.Unique.Select(rule =>
    {
        var exists = $"EXISTS(SELECT 1 FROM {_target} AS t WHERE {InTheWay(rule, isUpdate)})";

        // a partial index may be entered by a change of any column
        return isUpdate && rule.Predicate is null
            ? $"({Differs(rule.Columns.Select(c => c.Column))} AND {exists})"
            : exists;
    }));

    /// <summary>
    /// Keeps what stands in the way, until an AFTER trigger can see whether it is gone: IGNORE, upsert and a
    /// failing statement leave it where it is.
    /// </summary>
    private IEnumerable<string> Note(bool isUpdate) => [
        .. Removed("0"),
        $"DELETE FROM {Noted} WHERE layout={_layout};",
        $"INSERT INTO {Noted}(layout,{Slots("o")}) SELECT {_layout},{Values("t.")} FROM {_target} AS t WHERE "
            + $"{HubSql.Any(table.Unique.Select(rule => InTheWay(rule, isUpdate)))};"];

    /// <summary>
    /// Noted rows that are gone become outbox rows; the one that NEW stands for comes last, next to NEW.
    /// </summary>
    private string[] Removed(string becameNew)
    {
        var gone = $"{Noted}.layout={_layout} AND ({becameNew} OR NOT EXISTS("
            + $"SELECT 1 FROM {_target} AS t WHERE {KeyIs("t.", i => $"{Noted}.o{i}")}))";
        return [
            $"{Into(Slots("o"))} SELECT {Head(OutboxOp.Replaced)},{Slots($"{Noted}.o")} FROM {Noted} WHERE {gone} "
                + $"ORDER BY {becameNew}=1;",
            $"DELETE FROM {Noted} WHERE {gone};"];
    }

    private string Insert()
        => $"{Into(Slots("n"))} SELECT {Head(OutboxOp.Insert)},{Values("t.")} FROM {_target} AS t "
            + $"WHERE {KeyIs("t.", i => $"NEW.{Column(i)}")};";

    /// <summary>A row that is gone by now, or whose new key is NULL, has left: then the old one was deleted.</summary>
    private string Update()
    {
        var isGone = $"t.{Column(table.Key[0])} IS NULL";
        var op = $"CASE WHEN {isGone} THEN {(int)OutboxOp.Delete} ELSE {(int)OutboxOp.Update} END";
        return $"{Into($"{Slots("o")},{Slots("n")}")} SELECT {Head(op)},{Values("OLD.")},{Values("t.")} "
            + $"FROM (SELECT 1) LEFT JOIN {_target} AS t ON {KeyIs("t.", i => $"NEW.{Column(i)}")};";
    }

    private static string Into(string slots) => $"INSERT INTO hms_sync_outbox(layout,op,at,origin,{slots})";

    private string Head(OutboxOp op) => Head(((int)op).ToString(CultureInfo.InvariantCulture));

    private string Head(string op) => $"{_layout},{op},{Now},{Tag}";

    private string InTheWay(UniqueRule rule, bool isUpdate)
    {
        var parts = rule.Columns.Select(c => (Name: HubSql.Name(c.Column), Collation: HubSql.Name(c.Collation)))
            .Select(c => $"t.{c.Name} = NEW.{c.Name} COLLATE {c.Collation}");
        var predicate = rule.Predicate is null ? "" : $" AND ({rule.Predicate}\n)";

        // IS NOT 1, because the comparison is NULL where a key is
        var other = isUpdate ? $" AND {KeyIs("t.", i => $"OLD.{Column(i)}")} IS NOT 1" : "";
        return $"({string.Join(" AND ", parts)}{predicate}{other})";
    }

    /// <summary>Byte by byte: 'a' and 'A' differ, whatever the column's collation says.</summary>
    private static string Differs(IEnumerable<string> columns)
        => HubSql.Any(columns.Select(c => $"OLD.{HubSql.Name(c)} IS NOT NEW.{HubSql.Name(c)} COLLATE BINARY"));

    private string KeyMoves() => Differs(table.KeyNames);

    private string HasKey(string row) => HubSql.All(table.KeyNames.Select(k => $"{row}.{HubSql.Name(k)} IS NOT NULL"));

    private string SameKey(string row)
        => HubSql.All(table.Key.Select(i => $"{Noted}.o{i} IS {row}.{Column(i)}"));

    /// <summary>The first comparison finds the row by the key's index; the second is exact under NOCASE.</summary>
    private string KeyIs(string row, Func<int, string> value) => HubSql.All(table.Key.Select(
        i => $"{row}{Column(i)} = {value(i)} AND {row}{Column(i)} = {value(i)} COLLATE BINARY"));

    private string Column(int index) => HubSql.Name(table.Columns[index].Name);

    private string Values(string row) => HubSql.List(table.Columns.Select(c => row + HubSql.Name(c.Name)));

    private string Slots(string prefix)
        => HubSql.List(Enumerable.Range(0, table.Columns.Count).Select(i => $"{prefix}{i}"));
}

/// <summary>What an outbox row says happened.</summary>
internal enum OutboxOp
{
    Insert = 1,
    Update = 2,
    Delete = 3,

    /// <summary>
    /// REPLACE removed the row without a delete trigger; an insert of the same key directly after is its update.
    /// </summary>
    Replaced = 4,
}
