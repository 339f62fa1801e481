using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs.Postgres.Catalogue;
using HmsSync.Hubs.Postgres.Keys;
using HmsSync.Sdk;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>Reads records of a PostgreSQL hub by the catalogue as the feed last read it.</summary>
internal sealed class PgHubRecords(PgHubPlace place, FollowedTables tables, HubPlan plan, TimeProvider time) : IHubRecords
{
    private readonly PostgresHubKeys _keys = new(plan.Connection, plan, time);

    public async Task<HubRecordPage> ListAsync(string table, string after, int max, CancellationToken cancellation)
    {
        var known = Table(table);
        using var states = new TableStates(place, plan, time);
        var chunk = await ReadAsync(() => states.ReadAsync(known, TableCursor.Parse(after), max, cancellation));
        return new HubRecordPage(
            [.. chunk.Events.Select(e => new HubRecord(e.Key, e.Fields))], chunk.IsLast ? null : TableCursor.Of(chunk.Cursor));
    }

    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string table, RecordKey key, CancellationToken cancellation)
    {
        Table(table);
        using var states = new TableStates(place, plan, time);
        var chunk = await ReadAsync(() => states.ReadAsync(tables.Tables, [new RecordName(table, key)], cancellation));
        return chunk.Events is [var found] && found.Op != ChangeOp.Delete ? found.Fields : null;
    }

    public IReadOnlyList<string> KeyColumns(string table) => _keys.Columns(table);

    public RecordKey KeyOf(string table, ReadOnlySpan<byte> fields) => _keys.Of(table, fields).Key;

    public void Dispose() => _keys.Dispose();

    private PgTable Table(string table)
        => tables.Tables.TryGetValue(table, out var known)
            ? known
            : throw new HubStoppedException("table_held", $"The hub table {table} cannot be read.", "hms-sync status says why.");

    private static async Task<StateChunk> ReadAsync(Func<Task<StateChunk>> read)
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
