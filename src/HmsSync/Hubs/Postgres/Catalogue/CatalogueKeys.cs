using Npgsql;

namespace HmsSync.Hubs.Postgres.Catalogue;

/// <summary>Reads keys, replica identity and foreign keys of one table.</summary>
internal static class CatalogueKeys
{
    private const string ReadIndexes =
        """
        SELECT i.indisprimary, i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL,
               array(SELECT a.attname::text FROM unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY k(attnum, at)
                     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum ORDER BY k.at)
        FROM pg_index i WHERE i.indrelid = $1
        """;

    // A partitioned table has no rows of its own: what counts is the identity of the partitions that do.
    private const string ReadIdentity =
        """
        SELECT c.relreplident::text,
               array(SELECT a.attname::text FROM pg_index i, unnest(i.indkey[0:i.indnkeyatts - 1]) k(attnum)
                     JOIN pg_attribute a ON a.attnum = k.attnum
                     WHERE i.indrelid = c.oid AND a.attrelid = c.oid AND i.indisvalid
                       AND CASE c.relreplident WHEN 'i' THEN i.indisreplident ELSE i.indisprimary END)
        FROM pg_class c
        WHERE c.relkind = 'r' AND c.oid IN (SELECT $1 UNION SELECT relid::oid FROM pg_partition_tree($1::regclass))
        """;

    private const string ReadForeign =
        """
        SELECT n.nspname::text, p.relname::text,
               array(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u(attnum, at)
                     JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum ORDER BY u.at),
               array(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u(attnum, at)
                     JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum ORDER BY u.at)
        FROM pg_constraint k JOIN pg_class p ON p.oid = k.confrelid JOIN pg_namespace n ON n.oid = p.relnamespace
        WHERE k.conrelid = $1 AND k.contype = 'f' AND NOT p.relispartition ORDER BY k.conname
        """;

    public static async Task<TableKeys> ReadAsync(NpgsqlConnection hub, uint table, CancellationToken cancellation)
    {
        var indexes = await PgQuery.ReadAsync(
            hub,
            ReadIndexes,
            row => (IsPrimary: row.GetBoolean(0), IsUnique: row.GetBoolean(1), Columns: row.GetFieldValue<string[]>(2)),
            cancellation,
            table);
        var primary = indexes.Find(i => i.IsPrimary).Columns ?? [];
        var (identity, shared) = await IdentityAsync(hub, table, cancellation);
        return new TableKeys(
            primary,
            [.. indexes.Where(i => i.IsUnique).Select(i => i.Columns)],
            identity,
            shared ?? (identity == ReplicaIdentity.Full ? null : primary),
            await PgQuery.ReadAsync(
                hub,
                ReadForeign,
                row => new PgForeignKey(
                    row.GetFieldValue<string[]>(2), row.GetString(0), row.GetString(1), row.GetFieldValue<string[]>(3)),
                cancellation,
                table));
    }

    /// <summary>Of those that hold rows: columns that all of them log. Null columns: all, or there is no partition yet.</summary>
    private static async Task<(ReplicaIdentity Identity, IReadOnlyList<string>? Columns)> IdentityAsync(
        NpgsqlConnection hub, uint table, CancellationToken cancellation)
    {
        var parts = await PgQuery.ReadAsync(
            hub,
            ReadIdentity,
            row => (Identity: IdentityOf(row.GetString(0)), Columns: row.GetFieldValue<string[]>(1)),
            cancellation,
            table);
        if (parts.Count == 0)
        {
            return (ReplicaIdentity.Default, null);
        }

        IReadOnlyList<string>? shared = null;
        foreach (var (identity, own) in parts.Where(p => p.Identity != ReplicaIdentity.Full))
        {
            string[] columns = identity == ReplicaIdentity.Nothing ? [] : own;
            shared = shared is null ? columns : [.. shared.Where(columns.Contains)];
        }

        return (shared is null ? ReplicaIdentity.Full : parts.First(p => p.Identity != ReplicaIdentity.Full).Identity, shared);
    }

    private static ReplicaIdentity IdentityOf(string letter) => letter switch
    {
        "f" => ReplicaIdentity.Full,
        "i" => ReplicaIdentity.Index,
        "n" => ReplicaIdentity.Nothing,
        _ => ReplicaIdentity.Default,
    };
}
