using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Feeds.Backfills;
using HmsSync.Sdk;

namespace HmsSync.Hubs.Sqlite;

/// <summary>
/// Reads a table whole, in key order, in chunks. Each chunk is read in the transaction in which the outbox was read
/// to its end: so every change that a chunk does not show yet comes after it, and no record goes back.
/// </summary>
internal sealed class SnapshotReader(HubPlan plan, RowJson json, TimeProvider time)
{
    /// <summary>The next rows of one table.</summary>
    public TableChunk Read(HubConnection hub, IReadOnlyDictionary<string, HubTable> tables, string table, string cursor, int max)
    {
        var position = cursor.Length == 0
            ? SqlitePosition.Start with { Snapshot = [table] }
            : SqlitePosition.Parse(new FeedPosition(cursor));
        var page = new FeedPageBuilder();
        var next = Read(hub, tables, position, max, page);
        return new TableChunk(page.Events, next.Snapshot.Count == 0 ? null : next.ToFeed().Value);
    }

    /// <summary>Adds the next rows; returns where it stands, its first table done or not.</summary>
    public SqlitePosition Read(
        HubConnection hub,
        IReadOnlyDictionary<string, HubTable> tables,
        SqlitePosition position,
        int max,
        FeedPageBuilder page)
    {
        var topic = position.Snapshot[0];
        if (!tables.TryGetValue(topic, out var table))
        {
            return Done(position); // held or no longer configured: a notice says so
        }

        var rows = Query(hub, table, position.Cursor, max);
        var names = RowJson.Names(table.Columns.Select(c => c.Name));
        int[] key = [.. table.Key];
        string[] keyNames = [.. table.KeyNames];
        var stamp = table.Columns.ToList().FindIndex(
            c => c.Name.Equals(plan.Table(topic)?.ChangedAt, StringComparison.OrdinalIgnoreCase));
        var cursor = position.Cursor;
        var (count, before) = (0, page.Bytes);
        while (rows.Step())
        {
            page.Add(new NewEvent
            {
                Source = Participant.Hub,
                Topic = topic,
                Op = ChangeOp.Insert,
                Key = json.Key(rows, keyNames, key),
                Fields = json.Object(rows, names, 0, 1),
                At = (stamp < 0 ? null : RowStamp.Read(rows, stamp)) ?? EventTime.From(time.GetUtcNow()),
                Snapshot = true,
            });
            cursor = [.. key.Select(k => HubValue.Read(rows, k))];
            count++;
            if (page.Bytes - before >= OutboxReader.MostBytes)
            {
                rows.Reset();
                return position with { Cursor = cursor };
            }
        }

        return count < max ? Done(position) : position with { Cursor = cursor };
    }

    private static HubStatement Query(HubConnection hub, HubTable table, IReadOnlyList<HubValue> cursor, int max)
    {
        string[] key = [.. table.KeyNames.Select(HubSql.Name)];
        var after = cursor.Count == 0
            ? ""
            : $" AND ({HubSql.List(key)}) > ({HubSql.List(key.Select((_, i) => $"?{i + 1}"))})";
        var rows = hub.Prepare(
            $"SELECT {HubSql.List(table.Columns.Select(c => HubSql.Name(c.Name)))} FROM {HubSql.Name(table.Name)} "
                + $"WHERE {HubSql.All(key.Select(k => $"{k} IS NOT NULL"))}{after} "
                + $"ORDER BY {HubSql.List(key)} LIMIT ?{key.Length + 1}");
        for (var i = 0; i < cursor.Count; i++)
        {
            cursor[i].Bind(rows, i + 1);
        }

        rows.Bind(key.Length + 1, max);
        return rows;
    }

    private static SqlitePosition Done(SqlitePosition position)
        => position with { Snapshot = [.. position.Snapshot.Skip(1)], Cursor = [] };
}
