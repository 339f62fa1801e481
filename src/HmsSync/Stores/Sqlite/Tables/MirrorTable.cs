using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>What each two-way partner holds of each record, in hub words; the base of the merge.</summary>
internal sealed class MirrorTable(SqliteConnection connection) : IStoreTable
{
    private readonly Statement _put = new(connection, """
        INSERT INTO mirror(lane, record, fields, version) VALUES(?1, ?2, ?3, ?4)
        ON CONFLICT(lane, record) DO UPDATE SET fields = excluded.fields, version = excluded.version
        """);

    private readonly Statement _remove = new(connection, "DELETE FROM mirror WHERE lane = ?1 AND record = ?2");

    /// <param name="lane">The lane to the partner.</param>
    /// <param name="record">The store's record number.</param>
    /// <param name="fields">All fields the partner is known to hold, a JSON object; empty: it holds no such record.</param>
    /// <param name="version">The partner's version of the record; null: none.</param>
    public void Put(int lane, long record, ReadOnlySpan<byte> fields, string? version)
    {
        if (fields.IsEmpty)
        {
            _remove.Bind(1, lane).Bind(2, record).Execute();
        }
        else
        {
            _put.Bind(1, lane).Bind(2, record).Bind(3, fields).Bind(4, version).Execute();
        }
    }

    public void Dispose()
    {
        _put.Dispose();
        _remove.Dispose();
    }
}
