using System.Globalization;
using HmsSync.Seams;
using Microsoft.Data.Sqlite;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>People at the hub's own application: they book, change and take away appointments, straight in the database.</summary>
internal sealed class SimClerks : IDisposable
{
    public static readonly string[] Fields = ["start", "status", "notes"];

    private const int Keys = 4;

    private readonly SqliteConnection _hub;
    private readonly RandomSource _random;
    private readonly UserWrites _writes;

    private readonly VirtualTime _time;
    private long _now;

    public SimClerks(string connectionString, RandomSource random, UserWrites writes, VirtualTime time)
    {
        (_random, _writes, _time) = (random, writes, time);
        _hub = new SqliteConnection(connectionString);
        _hub.Open();
        Run("CREATE TABLE appointments(id INTEGER PRIMARY KEY, start TEXT, status TEXT, notes TEXT, secret TEXT, updated_at INTEGER)");
    }

    /// <summary>Keys of all records, as they stand in the hub.</summary>
    public Dictionary<string, Dictionary<string, string?>> Rows()
    {
        using var command = _hub.CreateCommand();
        command.CommandText = "SELECT id, start, status, notes, secret FROM appointments";
        using var reader = command.ExecuteReader();
        var rows = new Dictionary<string, Dictionary<string, string?>>(StringComparer.Ordinal);
        while (reader.Read())
        {
            rows[reader.GetInt64(0).ToString(CultureInfo.InvariantCulture)] = Enumerable.Range(1, 4).ToDictionary(
                reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetString(i), StringComparer.Ordinal);
        }

        return rows;
    }

    /// <summary>What they wrote into the column that no partner is told; by key.</summary>
    public Dictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);

    public void Act()
    {
        var rows = Rows();
        var draw = _random.Next(10);
        if (rows.Count == 0 || draw < 2)
        {
            Book(rows, (1 + _random.Next(Keys)).ToString(CultureInfo.InvariantCulture));
            return;
        }

        var key = rows.Keys.Order(StringComparer.Ordinal).ElementAt(_random.Next(rows.Count));
        if (draw == 2)
        {
            _writes.Deleted.Add(key);
            Secrets.Remove(key);
            Run($"DELETE FROM appointments WHERE id = {key}");
            return;
        }

        if (draw == 3)
        {
            Secrets[key] = $"s{_writes.Count}-{_random.Next(1000)}";
            Run($"UPDATE appointments SET secret = '{Secrets[key]}', updated_at = {Now} WHERE id = {key}");
            return;
        }

        Change(key, rows[key]);
    }

    /// <summary>Books a record that is not there.</summary>
    public void Enter(string key) => Book(Rows(), key);

    public void Dispose() => _hub.Dispose();

    private void Book(Dictionary<string, Dictionary<string, string?>> rows, string key)
    {
        if (!rows.ContainsKey(key))
        {
            var values = Fields.Select(field => $"'{_writes.Write('h', key, field, null)}'");
            Run($"INSERT INTO appointments(id, start, status, notes, updated_at) VALUES({key}, {string.Join(", ", values)}, {Now})");
        }
    }

    private void Change(string key, Dictionary<string, string?> row)
    {
        var sets = Fields.Where(_ => _random.OneIn(2)).DefaultIfEmpty(Fields[0])
            .Select(field => $"{field} = '{_writes.Write('h', key, field, row[field])}'");
        Run($"UPDATE appointments SET {string.Join(", ", sets)}, updated_at = {Now} WHERE id = {key}");
    }

    /// <summary>No two changes at one time: a stamp that stays as it was is none, and SQLite's own clock would take its place.</summary>
    private long Now => _now = Math.Max(_now + 1, _time.GetUtcNow().ToUnixTimeMilliseconds());

    private void Run(string sql)
    {
        using var command = _hub.CreateCommand();
#pragma warning disable CA2100 // built from numbers that the seed draws
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
