using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs.Postgres.Catalogue;
using HmsSync.Hubs.Postgres.Keys;
using HmsSync.Sdk;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>
/// Reads records of a PostgreSQL hub by the catalogue as the feed last read it; before the feed has, by the catalogue as it is now.
/// </summary>
internal sealed class PgHubRecords(PgHubPlace place, FollowedTables tables, HubPlan plan, TimeProvider time) : IHubRecords
{
    private readonly PostgresHubKeys _keys = new(plan.Connection, plan, time);

    public async Task<HubRecordPage> ListAsync(string table, string after, int max, CancellationToken cancellation)
    {
        var known = await TableAsync(table, cancellation);
        using var states = new TableStates(place, plan, time);
        var chunk = await ReadAsync(() => states.ReadAsync(known, TableCursor.Parse(after), max, cancellation));
        return new HubRecordPage(
            [.. chunk.Events.Select(e => new HubRecord(e.Key, e.Fields))], chunk.IsLast ? null : TableCursor.Of(chunk.Cursor));
    }

    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string table, RecordKey key, CancellationToken cancellation)
    {
        var known = new Dictionary<string, PgTable> { [table] = await TableAsync(table, cancellation) };
        using var states = new TableStates(place, plan, time);
        var chunk = await ReadAsync(() => states.ReadAsync(known, [new RecordName(table, key)], cancellation));
        return chunk.Events is [var found] && found.Op != ChangeOp.Delete ? found.Fields : null;
    }

    public IReadOnlyList<string> KeyColumns(string table) => _keys.Columns(table);

    public RecordKey KeyOf(string table, ReadOnlySpan<byte> fields) => _keys.Of(table, fields).Key;

    public void Dispose() => _keys.Dispose();

    private async Task<PgTable> TableAsync(string table, CancellationToken cancellation)
        => tables.Tables.TryGetValue(table, out var known) ? known
            : (tables.AreUnknown ? await ReadAsync(() => CatalogueAsync(table, cancellation)) : null)
            ?? throw new HubStoppedException("table_held", $"The hub table {table} cannot be read.", "hms-sync status says why.");

    private async Task<PgTable?> CatalogueAsync(string table, CancellationToken cancellation)
    {
        await using var hub = await place.OpenAsync(cancellation);
        return plan.Table(table) is { } configured
            ? (await new PgCatalogue(new PgTypes()).ReadAsync(hub, configured, cancellation)).Table
            : null;
    }

    private static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception away) when (FeedFailure.IsAway(away))
        {
            throw new HubStoppedException("hub_away", $"The hub cannot be read: {away.Message}", "It is tried again.");
        }
    }
}
