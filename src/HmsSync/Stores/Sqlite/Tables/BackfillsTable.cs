using HmsSync.Feeds.Backfills;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Hub tables that are being read whole once more.</summary>
internal sealed class BackfillsTable(SqliteConnection connection) : IStoreTable
{
    private readonly Statement _put = new(connection, """
        INSERT INTO backfill(topic, lane, why, stage, cursor, rows, gone, since) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT(topic, lane) DO UPDATE SET
            why = excluded.why, stage = excluded.stage, cursor = excluded.cursor, rows = excluded.rows, gone = excluded.gone,
            since = excluded.since
        """);

    private readonly Statement _remove = new(connection, "DELETE FROM backfill WHERE topic = ?1 AND lane = ?2");

    public void Put(long topic, BackfillRow row)
        => _put.Bind(1, topic).Bind(2, row.Lane).Bind(3, row.Why).Bind(4, (long)row.Stage).Bind(5, row.Cursor).Bind(6, row.Rows)
            .Bind(7, row.Gone).Bind(8, row.Since.Micros).Execute();

    public void Remove(long topic, int lane) => _remove.Bind(1, topic).Bind(2, lane).Execute();

    public void Dispose()
    {
        _put.Dispose();
        _remove.Dispose();
    }
}
