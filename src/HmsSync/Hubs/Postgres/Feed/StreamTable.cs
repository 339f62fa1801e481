using HmsSync.Hubs.Postgres.Catalogue;
using HmsSync.Hubs.Postgres.Values;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>A configured table as the stream shows it just now.</summary>
/// <param name="Topic">As the configuration calls it.</param>
/// <param name="Shape">Its columns as they come.</param>
/// <param name="Identity">Positions of the columns of which the old values come.</param>
/// <param name="ChangedAt">Position of the application's own stamp; -1: none.</param>
/// <param name="Sql">Where it is, quoted.</param>
internal sealed record StreamTable(string Topic, PgShape Shape, IReadOnlyList<int> Identity, int ChangedAt, string Sql)
{
    /// <summary>Whether old rows come whole (REPLICA IDENTITY FULL).</summary>
    public bool IsWhole => Identity.Count == Shape.Columns.Count;

    /// <summary>Null: a column of the key is gone.</summary>
    public static StreamTable? Of(RelationMessage relation, PgTable table, string? changedAt, PgTypes types)
    {
        var columns = relation.Columns.Select(c => c.Name).ToList();
        int[] key = [.. table.KeyNames.Select(name => columns.IndexOf(name))];
        return key.Contains(-1)
            ? null
            : new StreamTable(
                table.Name,
                new PgShape([.. relation.Columns.Select(c => (c.Name, types.Of(c.Type)))], key),
                [.. Enumerable.Range(0, columns.Count).Where(i => relation.Columns[i].InIdentity)],
                changedAt is null ? -1 : columns.IndexOf(changedAt),
                $"{PgSql.Name(relation.Schema)}.{PgSql.Name(relation.Relation)}");
    }
}
