using HmsSync.Changes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Per record of a two-way table: when the hub feed last showed a new value of each field.</summary>
internal sealed class CardsTable(SqliteConnection connection) : IStoreTable
{
    private readonly Statement _read = new(connection, "SELECT stamps FROM card WHERE record = ?1");

    private readonly Statement _put = new(connection, """
        INSERT INTO card(record, stamps, seq) VALUES(?1, ?2, ?3)
        ON CONFLICT(record) DO UPDATE SET stamps = excluded.stamps, seq = excluded.seq
        """);

    /// <summary>The stored stamps as a JSON object of field → microseconds; empty when there is no card.</summary>
    public byte[] Read(long record)
    {
        _read.Bind(1, record);
        var stamps = _read.Step() ? _read.Blob(0).ToArray() : [];
        _read.Reset();
        return stamps;
    }

    /// <param name="record">The store's number of it.</param>
    /// <param name="stamps">As they are read.</param>
    /// <param name="seq">The hub change that they show.</param>
    public void Put(long record, ReadOnlySpan<byte> stamps, Seq seq)
        => _put.Bind(1, record).Bind(2, stamps).Bind(3, seq.Value).Execute();

    public void Dispose()
    {
        _read.Dispose();
        _put.Dispose();
    }
}
