using HmsSync.Configuration;
using HmsSync.Feeds;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Catalogue;

/// <summary>Reads from PostgreSQL's catalogue what following and writing one configured table needs. Changes nothing.</summary>
internal sealed class PgCatalogue(PgTypes types)
{
    public const string FindTable =
        """
        SELECT c.oid, n.nspname::text, c.relname::text, c.relkind::text, c.relpersistence::text
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.oid = coalesce(
            to_regclass(quote_ident($1)),
            CASE WHEN strpos($1, '.') > 0
                 THEN to_regclass(quote_ident(split_part($1, '.', 1)) || '.' || quote_ident(substr($1, strpos($1, '.') + 1))) END)
        """;

    private const string ReadColumns =
        """
        SELECT attname::text, atttypid, format_type(atttypid, atttypmod), attnotnull, attgenerated <> '', attidentity::text, atthasdef,
               CASE WHEN atttypmod = -1 THEN typtypmod ELSE atttypmod END
        FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
        WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped ORDER BY attnum
        """;

    public PgTypes Types => types;

    /// <summary>The table, and what an operator should know of it; no table: it is held.</summary>
    public async Task<(PgTable? Table, HubNotice? Notice)> ReadAsync(
        NpgsqlConnection hub, TablePlan plan, CancellationToken cancellation)
    {
        var (found, notice) = await FindAsync(hub, plan, cancellation);
        if (found is null)
        {
            return (null, notice);
        }

        var columns = await ColumnsAsync(hub, found.Value.Oid, cancellation);
        var keys = await CatalogueKeys.ReadAsync(hub, found.Value.Oid, cancellation);
        var names = plan.Key.Count > 0 ? plan.Key : keys.Primary;
        var key = names.Select(name => columns.FindIndex(c => c.Name == name)).ToArray();
        var fault = KeyFault(plan, keys, names, key, columns);
        return fault is not null ? (null, fault) : (new PgTable(plan.Name, found.Value.Schema, found.Value.Relation)
        {
            Oid = found.Value.Oid,
            IsPartitioned = found.Value.IsPartitioned,
            Columns = columns,
            Key = key,
            Identity = keys.Identity,
            IdentityColumns = keys.IdentityColumns ?? [.. columns.Where(c => !c.IsGenerated).Select(c => c.Name)],
            ForeignKeys = keys.Foreign,
        }, null);
    }

    private static HubNotice? KeyFault(TablePlan plan, TableKeys keys, IReadOnlyList<string> names, int[] key, List<PgColumn> columns)
        => key.Contains(-1)
                ? Held(plan, "no_key", $"{plan.Name} has no such key column: {string.Join(", ", names)}.", KeyRemedy)
            : key.Length == 0 ? Held(plan, "no_key", $"{plan.Name} has no primary key.", KeyRemedy)
            : !keys.Unique.Any(unique => unique.All(names.Contains))
                ? Held(plan, "key_not_unique", $"Nothing makes ({string.Join(", ", names)}) unique in {plan.Name}.", KeyRemedy)
            : key.Any(k => columns[k].IsGenerated)
                ? Held(plan, "key_generated", $"The key of {plan.Name} is a generated column, which the log does not hold.", KeyRemedy)
            : null;

    private const string KeyRemedy = "Set `key:` to columns with a primary key or unique index, or create one.";

    private static async Task<((uint Oid, string Schema, string Relation, bool IsPartitioned)? Found, HubNotice? Notice)> FindAsync(
        NpgsqlConnection hub, TablePlan plan, CancellationToken cancellation)
    {
        var rows = await PgQuery.ReadAsync(
            hub,
            FindTable,
            row => (
                Oid: row.GetFieldValue<uint>(0), Schema: row.GetString(1), Relation: row.GetString(2), Kind: row.GetString(3),
                IsLogged: row.GetString(4) == "p"),
            cancellation,
            plan.Name);
        if (rows is not [var found])
        {
            return (null, Held(
                plan, "table_missing", $"The hub has no table {plan.Name} that this role's search_path leads to.",
                "Create it, name it SCHEMA.TABLE, or take it out of hub.tables."));
        }

        return found.Kind is not ("r" or "p")
                ? (null, Held(plan, "no_table", $"{plan.Name} is no table; only tables can be followed.", "Name the table behind it."))
            : !found.IsLogged
                ? (null, Held(
                    plan, "not_logged", $"{plan.Name} is unlogged or temporary: PostgreSQL does not log its changes.",
                    $"ALTER TABLE {plan.Name} SET LOGGED, or take it out of hub.tables."))
            : ((found.Oid, found.Schema, found.Relation, found.Kind == "p"), null);
    }

    private async Task<List<PgColumn>> ColumnsAsync(NpgsqlConnection hub, uint table, CancellationToken cancellation)
    {
        var read = await PgQuery.ReadAsync(
            hub,
            ReadColumns,
            row => (
                Name: row.GetString(0), Type: row.GetFieldValue<uint>(1), Declared: row.GetString(2), NotNull: row.GetBoolean(3),
                IsGenerated: row.GetBoolean(4), Identity: row.GetString(5), HasDefault: row.GetBoolean(6),
                Modifier: row.GetInt32(7)),
            cancellation,
            table);
        await types.ReadAsync(hub, read.Select(c => c.Type), cancellation);
        return [.. read.Select(c => new PgColumn(c.Name, types.Of(c.Type), c.Declared)
        {
            Modifier = c.Modifier,
            NotNull = c.NotNull,
            IsGenerated = c.IsGenerated,
            Identity = c.Identity switch { "a" => PgIdentity.Always, "d" => PgIdentity.ByDefault, _ => PgIdentity.None },
            HasDefault = c.HasDefault && !c.IsGenerated,
        })];
    }

    private static HubNotice Held(TablePlan plan, string code, string text, string remedy)
        => new(plan.Name, code, $"{text} Its changes do not flow.", remedy, Held: true);
}
