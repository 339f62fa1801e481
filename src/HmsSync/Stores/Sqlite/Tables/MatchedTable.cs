using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Which records a lane's routes took when the hub feed last showed them.</summary>
internal sealed class MatchedTable(SqliteConnection connection) : IStoreTable
{
    private readonly Statement _find = new(connection, "SELECT 1 FROM matched WHERE lane = ?1 AND record = ?2");
    private readonly Statement _add = new(connection, "INSERT OR IGNORE INTO matched(lane, record) VALUES(?1, ?2)");
    private readonly Statement _remove = new(connection, "DELETE FROM matched WHERE lane = ?1 AND record = ?2");

    public bool Find(int lane, long record) => _find.Bind(1, lane).Bind(2, record).Scalar() is not null;

    public void Put(int lane, long record, bool matches) => (matches ? _add : _remove).Bind(1, lane).Bind(2, record).Execute();

    public void Dispose()
    {
        _find.Dispose();
        _add.Dispose();
        _remove.Dispose();
    }
}
