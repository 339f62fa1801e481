using HmsSync.Changes;
using HmsSync.Hubs.Postgres.Values;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>
/// Reads a row as it is now, for the columns that did not come with it. A newer value only comes early: the change that made it
/// follows.
/// </summary>
internal sealed class RowFiller(PgHubPlace place)
{
    private readonly PgTuple _row = new();

    /// <summary>Null: it is gone, or no longer has these columns.</summary>
    public async Task<PgTuple?> ReadAsync(StreamTable table, RecordKey key, CancellationToken cancellation)
    {
        await using var hub = await place.OpenAsync(cancellation);
        var shape = table.Shape;
        var columns = string.Join(", ", shape.Columns.Select(c => PgSql.Name(c.Name)));
        await using var query = new NpgsqlCommand($"SELECT {columns} FROM {table.Sql} WHERE {KeyMatch.Condition(shape)}", hub)
        {
            AllResultTypesAreUnknown = true,
        };
        KeyMatch.Bind(query, shape, key);
        try
        {
            await using var rows = await query.ExecuteReaderAsync(cancellation);
            if (!await rows.ReadAsync(cancellation))
            {
                return null;
            }

            _row.Take(rows, 0, shape.Columns.Count);
            return _row;
        }
        catch (PostgresException gone) when (
            gone.SqlState is PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedTable)
        {
            return null; // DDL went by meanwhile: absent stays absent
        }
    }
}
