using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Records that are held because both sides answer each other's write.</summary>
internal sealed class SwingingTable(SqliteConnection connection) : IStoreTable
{
    private readonly Statement _hold = new(connection, "INSERT OR IGNORE INTO swinging(lane, record) VALUES(?1, ?2)");
    private readonly Statement _goOn = new(connection, "DELETE FROM swinging WHERE lane = ?1");

    public void Hold(int lane, long record) => _hold.Bind(1, lane).Bind(2, record).Execute();

    /// <summary>All of a partner's go on.</summary>
    public void GoOn(int lane) => _goOn.Bind(1, lane).Execute();

    public void Dispose()
    {
        _hold.Dispose();
        _goOn.Dispose();
    }
}
