using HmsSync.Hubs.Postgres.Values;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Catalogue;

/// <summary>Reads types from pg_type, and what stands behind domains and arrays. An oid means one thing for as long as it exists.</summary>
internal sealed class PgTypes
{
    private const string Query =
        """
        SELECT t.oid,
               CASE WHEN n.nspname = 'pg_catalog' THEN '' ELSE quote_ident(n.nspname) || '.' END || quote_ident(t.typname),
               t.typtype::text, t.typbasetype,
               CASE WHEN t.typcategory = 'A' AND t.typlen = -1 AND t.typelem <> 0 THEN t.typelem ELSE 0::oid END, t.typdelim::text
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
        WHERE t.oid = ANY ($1)
        """;

    /// <summary>int2vector and oidvector are written with blanks and no braces.</summary>
    private static readonly uint[] Vectors = [22, 30];

    private readonly Dictionary<uint, Row> _rows = [];

    /// <summary>Whether the type and all that stands behind it is known.</summary>
    public bool Knows(uint oid) => PgValueType.KindOf(oid) != PgValueKind.Text || _rows.ContainsKey(oid);

    /// <summary>The type; an oid that the catalogue does not have (any more) is text.</summary>
    public PgType Of(uint oid)
    {
        if (!_rows.TryGetValue(oid, out var row))
        {
            return PgValueType.KindOf(oid) is var kind && kind != PgValueKind.Text
                ? new PgType(oid, "", kind)
                : PgType.Text with { Oid = oid };
        }

        return row.BaseType != 0 ? Of(row.BaseType)
            : row.Element != 0
                ? new PgType(oid, row.Name, PgValueKind.Array) { Element = Of(row.Element), Delimiter = DelimiterOf(row.Element) }
            : new PgType(oid, row.Name, PgValueType.KindOf(oid)) { Delimiter = row.Delimiter };
    }

    /// <summary>Reads those that are not known yet, and what stands behind them.</summary>
    public async Task ReadAsync(NpgsqlConnection hub, IEnumerable<uint> oids, CancellationToken cancellation)
    {
        var wanted = oids.Where(o => !_rows.ContainsKey(o)).ToHashSet();
        while (wanted.Count > 0)
        {
            var rows = await PgQuery.ReadAsync(
                hub, Query, row => (Oid: row.GetFieldValue<uint>(0), Row: RowOf(row)), cancellation,
                wanted.ToArray());
            foreach (var (oid, row) in rows)
            {
                _rows[oid] = row;
            }

            var behind = rows.SelectMany(r => new[] { r.Row.BaseType, r.Row.Element }).Where(o => o != 0);
            wanted = [.. behind.Where(o => !_rows.ContainsKey(o))];
        }
    }

    private static Row RowOf(NpgsqlDataReader row) => new(
        row.GetString(1),
        row.GetString(2) == "d" ? row.GetFieldValue<uint>(3) : 0,
        Vectors.Contains(row.GetFieldValue<uint>(0)) ? 0 : row.GetFieldValue<uint>(4),
        row.GetString(5)[0]);

    private char DelimiterOf(uint element) => _rows.TryGetValue(element, out var row) ? row.Delimiter : ',';

    /// <param name="Name">With its schema.</param>
    /// <param name="BaseType">Of a domain; else 0.</param>
    /// <param name="Element">Of an array; else 0.</param>
    /// <param name="Delimiter">Between elements of an array of it.</param>
    private sealed record Row(string Name, uint BaseType, uint Element, char Delimiter);
}
