using HmsSync.Seams;
using Microsoft.Data.Sqlite;

namespace HmsSync.Tests.Simulation;

/// <summary>The application beside us: it writes into its own database as it likes and knows nothing of the engine.</summary>
internal sealed class SimApplication : IDisposable
{
    private const int Keys = 6;

    private readonly SqliteConnection _connection;
    private readonly RandomSource _random;
    private long _version;

    public SimApplication(string connectionString, RandomSource random)
    {
        _random = random;
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
        Run("CREATE TABLE appointments(id INTEGER PRIMARY KEY, start TEXT, status TEXT, v INTEGER)");
        Run("CREATE TABLE rules(id INTEGER PRIMARY KEY, scope TEXT, v INTEGER)");
    }

    /// <summary>One transaction of one or a few statements.</summary>
    public void Act()
    {
        if (!_random.OneIn(8))
        {
            One();
            return;
        }

        Run("BEGIN IMMEDIATE");
        for (var n = 1 + _random.Next(5); n > 0; n--)
        {
            One();
        }

        Run(_random.OneIn(4) ? "ROLLBACK" : "COMMIT");
    }

    /// <summary>Key → version, as the table holds it.</summary>
    public Dictionary<string, long> Rows(string table)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // a constant of the test
        command.CommandText = $"SELECT id, v FROM {table}";
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        while (reader.Read())
        {
            rows[$$"""{"id":{{reader.GetInt64(0)}}}"""] = reader.GetInt64(1);
        }

        return rows;
    }

    public void Dispose() => _connection.Dispose();

    private void One()
    {
        var table = _random.OneIn(6) ? "rules" : "appointments";
        var id = 1 + _random.Next(Keys);
        _version++;
        Run((table, _random.Next(10)) switch
        {
            ("rules", 0) => $"DELETE FROM rules WHERE id = {id}",
            ("rules", _) => $"INSERT OR REPLACE INTO rules VALUES({id}, 'Hospital', {_version})",
            (_, 0 or 1) => $"DELETE FROM appointments WHERE id = {id}",
            (_, 2 or 3 or 4) => $"INSERT OR REPLACE INTO appointments VALUES({id}, '10:{id}0', 'booked', {_version})",
            (_, 5) => $"UPDATE appointments SET v = {_version} + id",
            _ => $"UPDATE appointments SET status = 'moved', v = {_version} WHERE id = {id}",
        });
        _version += Keys;
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // built from numbers that the seed draws
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
