using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs.Postgres.Catalogue;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>The configured tables as the catalogue has them, which of them can be followed, and what to tell of the others.</summary>
internal sealed class FollowedTables(HubPlan plan, PgHubPlace place)
{
    private static readonly Dictionary<string, PgTable> None = [];

    private readonly PgCatalogue _catalogue = new(new PgTypes());
    private readonly PgTypes _streamed = new(); // of the stream's own reader, which runs beside the catalogue's
    private volatile IReadOnlyDictionary<string, PgTable>? _tables;
    private volatile IReadOnlyList<HubNotice> _notices = [];
    private volatile IReadOnlyList<SeenColumns> _seen = [];

    /// <summary>Those that can be followed, by their name in the configuration.</summary>
    public IReadOnlyDictionary<string, PgTable> Tables => _tables ?? None;

    /// <summary>Nobody has looked at the catalogue yet.</summary>
    public bool AreUnknown => _tables is null;

    public IReadOnlyList<HubNotice> Notices => _notices;

    /// <summary>Looks at the catalogue, and sees to it that the publication holds what can be followed and nothing else of ours.</summary>
    /// <param name="isFirst">No slot has been made yet: the publication may be made.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HubStoppedException">The publication is gone.</exception>
    public async Task RefreshAsync(bool isFirst, CancellationToken cancellation)
    {
        await using var hub = await place.OpenAsync(cancellation);
        var (notices, unfit) = await LookAsync(hub, cancellation); // before they are published: the stream may show a row of them at once
        var publication = new PublicationSetup(hub, place.Slot);
        _notices = [.. notices, .. await publication.EnsureAsync([.. Tables.Values], unfit, isFirst, cancellation)];
    }

    /// <summary>Looks at the catalogue alone; returns what to tell of the tables.</summary>
    public async Task<IReadOnlyList<HubNotice>> LookAsync(CancellationToken cancellation)
    {
        await using var hub = await place.OpenAsync(cancellation);
        return (await LookAsync(hub, cancellation)).Notices;
    }

    private async Task<(List<HubNotice> Notices, List<PgTable> Unfit)> LookAsync(NpgsqlConnection hub, CancellationToken cancellation)
    {
        Dictionary<string, PgTable> tables = new(StringComparer.Ordinal);
        List<HubNotice> notices = [];
        List<PgTable> unfit = [];
        foreach (var configured in plan.Tables)
        {
            var (table, notice) = await _catalogue.ReadAsync(hub, configured, cancellation);
            if (table is not null && Unidentified(table) is { } fault)
            {
                unfit.Add(table);
                notice = fault;
            }
            else if (table is not null)
            {
                tables[configured.Name] = table;
            }

            if (notice is not null)
            {
                notices.Add(notice);
            }
        }

        _tables = tables;
        return (notices, unfit);
    }

    /// <summary>
    /// The feed is opened. What the tables had then is what the stream must show: a column that came later may be missing in what was
    /// logged before.
    /// </summary>
    /// <returns>What they have now; of a table that lacks some of it, what it had.</returns>
    public IReadOnlyList<SeenColumns> Begin(IReadOnlyList<SeenColumns> seen)
    {
        var now = Tables.Values.Select(t => new SeenColumns(t.Name, [.. Mapped(t.Name).Intersect(t.Stored.Select(c => c.Name))])).ToList();
        _seen = [.. now.Select(n => seen.FirstOrDefault(s => s.Table == n.Table) ?? n)];
        return [.. now.Select(n => _seen.First(s => s.Table == n.Table) is var had && GoneOf(had).Count > 0 ? had : n)];
    }

    /// <summary>Tables that lack a column which they had and which a mapping names.</summary>
    public IReadOnlyList<HeldTable> Gone()
        => [.. _seen.Where(s => GoneOf(s).Count > 0).Select(s => Lacks(s.Table, GoneOf(s)))];

    private IReadOnlyList<string> GoneOf(SeenColumns seen)
        => Tables.TryGetValue(seen.Table, out var table) ? seen.Gone(Mapped(seen.Table), table.Stored.Select(c => c.Name)) : [];

    private IReadOnlyList<string> Mapped(string table) => plan.Table(table)?.Mapped ?? [];

    private static HeldTable Lacks(string table, IEnumerable<string> columns)
        => new(HeldTable.Schema, table, string.Join(", ", columns));

    /// <summary>The stream describes a table. No table: it is none of ours, or it must be held for the reason given.</summary>
    public async Task<(StreamTable? Table, string? Held)> SeenAsync(RelationMessage relation, CancellationToken cancellation)
    {
        var table = Tables.Values.FirstOrDefault(t => t.Relation == relation.Relation && t.Schema == relation.Schema);
        if (table is null)
        {
            return (null, null);
        }

        if (relation.Columns.Any(c => !_streamed.Knows(c.Type)))
        {
            await using var hub = await place.OpenAsync(cancellation);
            await _streamed.ReadAsync(hub, relation.Columns.Select(c => c.Type), cancellation);
        }

        string[] columns = [.. relation.Columns.Select(c => c.Name)];
        var gone = table.KeyNames.Except(columns)
            .Union(_seen.FirstOrDefault(s => s.Table == table.Name)?.Gone(Mapped(table.Name), columns) ?? []).ToList();
        return gone.Count > 0
            ? (null, Lacks(table.Name, gone).ToString())
            : (StreamTable.Of(relation, table, plan.Table(table.Name)?.ChangedAt, _streamed), null);
    }

    // A published table without an identity refuses the application's own updates: it never comes to that.
    public static HubNotice? Unidentified(PgTable table)
        => table.KeyNames.All(table.IdentityColumns.Contains) ? null : new HubNotice(
            table.Name,
            "no_replica_identity",
            table.IdentityColumns.Count == 0
                ? $"{table.Name} has no replica identity: published, it would refuse the application's updates. Its changes do not flow."
                : $"The replica identity of {table.Name} ({string.Join(", ", table.IdentityColumns)}) does not hold its key "
                    + $"({string.Join(", ", table.KeyNames)}). Its changes do not flow.",
            $"ALTER TABLE {table.Sql} ADD PRIMARY KEY …, or REPLICA IDENTITY USING INDEX … (or FULL); we never change it.",
            Held: true);
}
