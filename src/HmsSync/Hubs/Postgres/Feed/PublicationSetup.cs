using HmsSync.Feeds;
using HmsSync.Hubs.Postgres.Catalogue;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>Makes the publication, or brings it to what is configured, as far as the role may.</summary>
internal sealed class PublicationSetup(NpgsqlConnection hub, string name)
{
    private const string ReadOptions =
        """
        SELECT puballtables, pubinsert AND pubupdate AND pubdelete AND pubtruncate AND pubviaroot FROM pg_publication WHERE pubname = $1
        """;

    private const string ReadTables =
        """
        SELECT prrelid FROM pg_publication p JOIN pg_publication_rel r ON r.prpubid = p.oid WHERE p.pubname = $1
        UNION SELECT (schemaname || '.' || tablename)::regclass::oid FROM
            (SELECT quote_ident(schemaname) AS schemaname, quote_ident(tablename) AS tablename
             FROM pg_publication_tables WHERE pubname = $1) t
        """;

    private string Sql => PgSql.Name(name);

    /// <summary>Returns what a person must do where the role may not.</summary>
    /// <param name="tables">To be published.</param>
    /// <param name="unfit">Never to be published.</param>
    /// <param name="isFirst">It may be made: no slot was made that needs the old one.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HubStoppedException">It is gone, or it cannot be made.</exception>
    public async Task<IReadOnlyList<HubNotice>> EnsureAsync(
        IReadOnlyList<PgTable> tables, IReadOnlyList<PgTable> unfit, bool isFirst, CancellationToken cancellation)
    {
        var options = await PgQuery.ReadAsync(
            hub, ReadOptions, row => (IsAll: row.GetBoolean(0), IsWhole: row.GetBoolean(1)), cancellation, name);
        if (options is not [var found])
        {
            await MakeAsync(tables, isFirst, cancellation);
            return [];
        }

        List<HubNotice> notices = [];
        if (!found.IsWhole)
        {
            await TryAsync(
                $"ALTER PUBLICATION {Sql} SET (publish = 'insert, update, delete, truncate', publish_via_partition_root = true)",
                "", "Not all changes are published.", notices, cancellation);
        }

        var published = (await PgQuery.ReadAsync(hub, ReadTables, row => row.GetFieldValue<uint>(0), cancellation, name)).ToHashSet();
        foreach (var table in tables.Where(t => !found.IsAll && !published.Contains(t.Oid)))
        {
            await TryAsync(
                $"ALTER PUBLICATION {Sql} ADD TABLE {table.Sql}", table.Name,
                $"{table.Name} is not published, and this role may not add it. Its changes do not flow.", notices, cancellation);
        }

        foreach (var table in unfit.Where(t => !found.IsAll && published.Contains(t.Oid)))
        {
            await TryAsync(
                $"ALTER PUBLICATION {Sql} DROP TABLE {table.Sql}", table.Name,
                $"{table.Name} is published without a replica identity: the application's updates of it fail.", notices, cancellation);
        }

        return notices;
    }

    private async Task MakeAsync(IReadOnlyList<PgTable> tables, bool isFirst, CancellationToken cancellation)
    {
        if (!isFirst)
        {
            throw FeedFailure.PublicationGone(name);
        }

        var list = tables.Count == 0 ? "" : $" FOR TABLE {string.Join(", ", tables.Select(t => t.Sql))}";
        var make = $"CREATE PUBLICATION {Sql}{list} WITH (publish_via_partition_root = true)";
        try
        {
            await PgQuery.RunAsync(hub, make, cancellation);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new HubStoppedException(
                "role_rights",
                $"The hub's role may not make the publication: {refused.MessageText}.",
                $"As the owner of the tables: {make}");
        }
    }

    private async Task TryAsync(string sql, string table, string text, List<HubNotice> notices, CancellationToken cancellation)
    {
        try
        {
            await PgQuery.RunAsync(hub, sql, cancellation);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            notices.Add(new HubNotice(table, FeedFailure.Publication, text, $"As the owner of the tables: {sql}", Held: true));
        }
    }
}
