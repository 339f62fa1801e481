using System.Data;
using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Hubs.Postgres.Catalogue;
using HmsSync.Hubs.Postgres.Values;
using HmsSync.Sdk;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>Reads rows as they stand, together with what the snapshot that shows them sees.</summary>
internal sealed class TableStates(PgHubPlace place, HubPlan plan, TimeProvider time) : IDisposable
{
    // Invariant 11: a chunk ends with the row that passes it.
    private const long MostBytes = 8L << 20;

    private readonly PgTuple _row = new();
    private readonly PgRowJson _json = new();

    /// <summary>The next rows of a table in key order.</summary>
    public async Task<StateChunk> ReadAsync(PgTable table, IReadOnlyList<string> cursor, int max, CancellationToken cancellation)
    {
        await using var hub = await place.OpenAsync(cancellation);
        await using var transaction = await hub.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var seen = await SnapshotAsync(hub, cancellation);
        var shape = PgShape.Of(table);
        await using var query = ChunkQuery(hub, table, shape, cursor, max);
        await using var rows = await query.ExecuteReaderAsync(cancellation);
        var (events, bytes, isLast) = (new List<NewEvent>(), 0L, true);
        var stamp = shape.Columns.ToList().FindIndex(c => c.Name == plan.Table(table.Name)?.ChangedAt);
        while (bytes < MostBytes && await rows.ReadAsync(cancellation))
        {
            _row.Take(rows, 0, shape.Columns.Count);
            cursor = [.. shape.Key.Select(k => Encoding.UTF8.GetString(_row.Text(k)))];
            events.Add(State(table, shape, ChangeOp.Insert) with
            {
                Key = _json.Key(shape, _row),
                At = (stamp < 0 || _row.IsNull(stamp) ? null : PgTime.Stamp(_row.Text(stamp))) ?? EventTime.From(time.GetUtcNow()),
            });
            bytes += events[^1].Fields.Length;
        }

        isLast = bytes < MostBytes && events.Count < max;
        return new StateChunk(seen, events, isLast ? [] : cursor, isLast);
    }

    /// <summary>
    /// The state of each: an update where it is there, else a delete. None of a record whose table is held or not configured,
    /// or whose key no longer fits it.
    /// </summary>
    public async Task<StateChunk> ReadAsync(
        IReadOnlyDictionary<string, PgTable> tables, IReadOnlyList<RecordName> records, CancellationToken cancellation)
    {
        await using var hub = await place.OpenAsync(cancellation);
        await using var transaction = await hub.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var seen = await SnapshotAsync(hub, cancellation);
        List<NewEvent> events = [];
        foreach (var record in records)
        {
            if (tables.TryGetValue(record.Table, out var table)
                && await ReadAsync(hub, transaction, table, record.Key, cancellation) is { } state)
            {
                events.Add(state);
            }
        }

        return new StateChunk(seen, events, [], true);
    }

    /// <summary>What is visible now.</summary>
    public static async Task<VisibleTransactions> SnapshotAsync(NpgsqlConnection hub, CancellationToken cancellation)
        => new((await PgQuery.ReadAsync(hub, "SELECT pg_current_snapshot()::text", row => row.GetString(0), cancellation))[0]);

    public void Dispose() => _json.Dispose();

    private async Task<NewEvent?> ReadAsync(
        NpgsqlConnection hub, NpgsqlTransaction transaction, PgTable table, RecordKey key, CancellationToken cancellation)
    {
        const string Point = "hms_sync_state";
        var shape = PgShape.Of(table);
        await using var query = new NpgsqlCommand(
            $"SELECT {Columns(shape)} FROM {table.Sql} WHERE {KeyMatch.Condition(shape)}", hub)
        {
            AllResultTypesAreUnknown = true,
        };
        await transaction.SaveAsync(Point, cancellation);
        try
        {
            KeyMatch.Bind(query, shape, key);
            await using var rows = await query.ExecuteReaderAsync(cancellation);
            if (!await rows.ReadAsync(cancellation))
            {
                return State(table, shape, ChangeOp.Delete, Encoding.UTF8.GetBytes(key.Json)) with { Key = key };
            }

            _row.Take(rows, 0, shape.Columns.Count);
            return State(table, shape, ChangeOp.Update) with { Key = key };
        }
        catch (KeyNotFoundException)
        {
            return null; // its key has other columns
        }
        catch (PostgresException unfit) when (unfit.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            await transaction.RollbackAsync(Point, cancellation);
            return null; // its key is of another type
        }
    }

    private NewEvent State(PgTable table, PgShape shape, ChangeOp op, byte[]? fields = null) => new()
    {
        Source = Participant.Hub,
        Topic = table.Name,
        Op = op,
        Fields = fields ?? _json.Object(shape, _row),
        Snapshot = true,
        HasNoPast = true,
    };

    private static string Columns(PgShape shape) => string.Join(", ", shape.Columns.Select(c => PgSql.Name(c.Name)));

    private static NpgsqlCommand ChunkQuery(NpgsqlConnection hub, PgTable table, PgShape shape, IReadOnlyList<string> cursor, int max)
    {
        string[] key = [.. shape.Key.Select(k => PgSql.Name(shape.Columns[k].Name))];
        var list = string.Join(", ", key);
        var places = string.Join(", ", key.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"${i + 1}")));
        var after = cursor.Count == 0 ? "" : $" AND ({list}) > ({places})";
        var from = $"{(table.IsPartitioned ? "" : "ONLY ")}{table.Sql}";
        var told = string.Join(" AND ", key.Select(k => $"{k} IS NOT NULL"));
        var limit = max.ToString(CultureInfo.InvariantCulture);
        var query = new NpgsqlCommand($"SELECT {Columns(shape)} FROM {from} WHERE {told}{after} ORDER BY {list} LIMIT {limit}", hub)
        {
            AllResultTypesAreUnknown = true,
        };
        foreach (var value in cursor)
        {
            query.Parameters.Add(KeyMatch.Text(value));
        }

        return query;
    }
}

/// <summary>Rows as one snapshot showed them.</summary>
/// <param name="Seen">What that snapshot sees.</param>
/// <param name="Events">Of a chunk inserts, of single records updates and deletes.</param>
/// <param name="Cursor">Where the table goes on; empty: it is at its end.</param>
/// <param name="IsLast">Nothing follows.</param>
internal sealed record StateChunk(VisibleTransactions Seen, IReadOnlyList<NewEvent> Events, IReadOnlyList<string> Cursor, bool IsLast);
