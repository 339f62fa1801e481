using HmsSync.Configuration;
using HmsSync.Hubs.Postgres.Catalogue;
using Npgsql;
using NpgsqlTypes;

namespace HmsSync.Hubs.Postgres.Keys;

/// <summary>Reads the key of one table, without more of the catalogue: doors ask for it while a partner waits.</summary>
internal static class PgKeyCatalogue
{
    // A domain's base may be a domain: the type is followed to its end.
    private const string ReadKey =
        """
        SELECT a.attname::text, b.type, b.modifier, format_type(b.type, b.modifier)
        FROM unnest(CASE WHEN cardinality($2::text[]) > 0 THEN $2::text[] ELSE array(
                 SELECT p.attname::text FROM pg_index i, unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY k(attnum, at)
                 JOIN pg_attribute p ON p.attnum = k.attnum WHERE i.indrelid = $1 AND p.attrelid = $1 AND i.indisprimary ORDER BY k.at) END)
             WITH ORDINALITY wanted(name, at)
        JOIN pg_attribute a ON a.attrelid = $1 AND a.attname = wanted.name AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '',
        LATERAL (
            WITH RECURSIVE t AS (
                SELECT a.atttypid AS type, a.atttypmod AS modifier
                UNION ALL
                SELECT d.typbasetype, CASE WHEN t.modifier = -1 THEN d.typtypmod ELSE t.modifier END
                FROM t JOIN pg_type d ON d.oid = t.type WHERE d.typtype = 'd')
            SELECT t.type, t.modifier FROM t JOIN pg_type d ON d.oid = t.type WHERE d.typtype <> 'd') b
        ORDER BY wanted.at
        """;

    /// <summary>In key order; empty: there is no such table, or it has no key.</summary>
    public static IReadOnlyList<PgKeyColumn> Read(NpgsqlConnection hub, TablePlan plan)
    {
        if (Oid(hub, plan.Name) is not { } table)
        {
            return [];
        }

        using var query = new NpgsqlCommand(ReadKey, hub);
        query.Parameters.Add(new NpgsqlParameter { Value = table, NpgsqlDbType = NpgsqlDbType.Oid });
        query.Parameters.Add(new NpgsqlParameter { Value = plan.Key.ToArray() });
        using var rows = query.ExecuteReader();
        var key = new List<PgKeyColumn>();
        while (rows.Read())
        {
            key.Add(new PgKeyColumn(rows.GetString(0), rows.GetFieldValue<uint>(1), rows.GetInt32(2), rows.GetString(3)));
        }

        return plan.Key.Count > 0 && key.Count != plan.Key.Count ? [] : key;
    }

    private static uint? Oid(NpgsqlConnection hub, string table)
    {
        using var query = new NpgsqlCommand(PgCatalogue.FindTable, hub);
        query.Parameters.Add(new NpgsqlParameter { Value = table });
        using var rows = query.ExecuteReader();
        return rows.Read() ? rows.GetFieldValue<uint>(0) : null;
    }
}
