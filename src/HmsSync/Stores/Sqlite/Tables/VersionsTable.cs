using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Per source and record the last version taken: what is not newer comes too late (invariant 2).</summary>
internal sealed class VersionsTable(SqliteConnection connection) : IStoreTable
{
    private readonly Statement _read = new(
        connection, "SELECT version FROM taken_version WHERE source = ?1 AND record = ?2");

    private readonly Statement _put = new(connection, """
        INSERT INTO taken_version(source, record, version) VALUES(?1, ?2, ?3)
        ON CONFLICT(source, record) DO UPDATE SET version = excluded.version
        """);

    /// <summary>As JSON; null: none was taken.</summary>
    public string? Last(long source, long record)
    {
        var version = _read.Bind(1, source).Bind(2, record).Step() ? _read.Text(0) : null;
        _read.Reset();
        return version;
    }

    public void Put(long source, long record, string version)
        => _put.Bind(1, source).Bind(2, record).Bind(3, version).Execute();

    public void Dispose()
    {
        _read.Dispose();
        _put.Dispose();
    }
}
