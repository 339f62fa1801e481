using System.Globalization;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using Microsoft.Data.Sqlite;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>People at the hub's own application: they book, change and take away appointments, straight in the database.</summary>
internal sealed class SimClerks : IDisposable
{
    /// <summary>What people on all sides write into; the other fields are made by somebody.</summary>
    public static readonly string[] Fields = ["start", "status", "notes"];

    private const int Keys = 4;

    private static readonly string[] Columns = [.. Fields, "label", "secret"];

    private readonly SqliteConnection _hub;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private readonly HubHabits _habits;
    private readonly UserWrites _writes;
    private readonly VirtualTime _time;
    private long _now;

    public SimClerks(string connectionString, HubHabits habits, UserWrites writes, VirtualTime time)
    {
        (_habits, _writes, _time) = (habits, writes, time);
        _hub = new SqliteConnection($"{connectionString};Pooling=False"); // a pool would keep the database
        _hub.Open();
        Define($"""
            CREATE TABLE appointments(
                id {(habits.Uuids ? "TEXT PRIMARY KEY NOT NULL" : "INTEGER PRIMARY KEY AUTOINCREMENT")},
                start TEXT, status TEXT, notes TEXT, label TEXT, secret TEXT, updated_at INTEGER)
            """);
        Triggers();
        Neighbours();
    }

    /// <summary>What they wrote into the column that no partner is told; by key.</summary>
    public Dictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>All records by key, as they stand in the hub.</summary>
    public Dictionary<string, Dictionary<string, string?>> Rows()
        => Read("appointments").ToDictionary(row => row.Key, row => row.Values, StringComparer.Ordinal);

    public void Act(RandomSource random)
    {
        var rows = Rows();
        var draw = random.Next(10);
        if (rows.Count == 0 || draw < 2)
        {
            Book(rows, _habits.Key(1 + random.Next(Keys)));
            return;
        }

        var key = rows.Keys.Order(StringComparer.Ordinal).ElementAt(random.OneIn(2) ? 0 : random.Next(rows.Count));
        switch (draw)
        {
            case 2:
                _writes.Delete(key, rows[key].Values);
                Secrets.Remove(key);
                Run("DELETE FROM appointments WHERE id = ?1", key);
                NoteCascades();
                break;
            case 3:
                Secrets[key] = $"s{_writes.Count}-{random.Next(1000)}";
                Run("UPDATE appointments SET secret = ?1, updated_at = ?2 WHERE id = ?3", Secrets[key], Now, key);
                break;
            case 4 when _habits.MovesKeys:
                MoveTo(rows, key, _habits.Key(Keys + 1 + random.Next(Keys)));
                break;
            default:
                Change(random, key, rows[key]);
                break;
        }
    }

    /// <summary>
    /// What the database deleted beside what somebody deleted is deleted by people too, whoever's delete it was that we wrote there.
    /// </summary>
    public void NoteCascades()
    {
        if (!_habits.Cascades)
        {
            return;
        }

        foreach (var (key, row) in Read("cascaded"))
        {
            _writes.Delete(key, row.Values);
        }
    }

    /// <summary>Books a record that is not there.</summary>
    public void Enter(string key) => Book(Rows(), key);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _hub.Dispose();
    }

    private void Triggers()
    {
        if (_habits.Derives)
        {
            Define("""
                CREATE TRIGGER label_made AFTER INSERT ON appointments BEGIN
                    UPDATE appointments SET label = 'L:' || NEW.start WHERE id = NEW.id; END;
                CREATE TRIGGER label_kept AFTER UPDATE OF start, label ON appointments WHEN NEW.label IS NOT 'L:' || NEW.start BEGIN
                    UPDATE appointments SET label = 'L:' || NEW.start WHERE id = NEW.id; END;
                """);
        }

        if (_habits.Shouts)
        {
            Define("""
                CREATE TRIGGER loud_made AFTER INSERT ON appointments WHEN NEW.notes <> upper(NEW.notes) BEGIN
                    UPDATE appointments SET notes = upper(notes) WHERE id = NEW.id; END;
                CREATE TRIGGER loud_kept AFTER UPDATE OF notes ON appointments WHEN NEW.notes <> upper(NEW.notes) BEGIN
                    UPDATE appointments SET notes = upper(notes) WHERE id = NEW.id; END;
                """);
        }
    }

    private void Neighbours()
    {
        if (_habits.Touches)
        {
            Define($"""
                CREATE TRIGGER next_made AFTER INSERT ON appointments BEGIN
                    UPDATE appointments SET label = 'N:' || NEW.start WHERE id = {_habits.Next("NEW")}; END;
                CREATE TRIGGER next_kept AFTER UPDATE OF start ON appointments WHEN NEW.start IS NOT OLD.start BEGIN
                    UPDATE appointments SET label = 'N:' || NEW.start WHERE id = {_habits.Next("NEW")}; END;
                """);
        }

        if (_habits.Cascades)
        {
            Define($"""
                CREATE TABLE cascaded AS SELECT * FROM appointments;
                CREATE TRIGGER next_gone AFTER DELETE ON appointments BEGIN
                    INSERT INTO cascaded SELECT * FROM appointments WHERE id = {_habits.Next("OLD")};
                    DELETE FROM appointments WHERE id = {_habits.Next("OLD")}; END;
                """);
        }
    }

    private void Book(Dictionary<string, Dictionary<string, string?>> rows, string key)
    {
        if (!rows.ContainsKey(key))
        {
            Secrets.Remove(key); // of a record of that key that a partner's people have deleted
            var values = Fields.Select(field => Written(key, field, null)).ToList();
            Run("INSERT INTO appointments(id, start, status, notes, updated_at) VALUES(?1, ?2, ?3, ?4, ?5)", [key, .. values, Now]);
        }
    }

    private void Change(RandomSource random, string key, Dictionary<string, string?> row)
    {
        var values = new List<string>();
        var sets = "";
        foreach (var field in Fields.Where(_ => random.OneIn(2)).DefaultIfEmpty(Fields[0]))
        {
            values.Add(Written(key, field, row[field]));
            sets += $"{field} = ?{values.Count}, ";
        }

        Run($"UPDATE appointments SET {sets}updated_at = ?{values.Count + 1} WHERE id = ?{values.Count + 2}", [.. values, Now, key]);
    }

    /// <summary>For everybody else the record is deleted and another one is born.</summary>
    private void MoveTo(Dictionary<string, Dictionary<string, string?>> rows, string from, string to)
    {
        if (!rows.ContainsKey(to))
        {
            _writes.Delete(from, rows[from].Values);
            _writes.IsAlso(from, to);
            if (Secrets.Remove(from, out var secret))
            {
                Secrets[to] = secret;
            }

            Run("UPDATE appointments SET id = ?1, updated_at = ?2 WHERE id = ?3", to, Now, from);
            if (_habits.Uuids)
            {
                return;
            }

            // As an application should: no key is ever given to another record.
            Run("UPDATE sqlite_sequence SET seq = max(seq, CAST(?1 AS INTEGER)) WHERE name = 'appointments'", to);
        }
    }

    private string Written(string key, string field, string? seen) => _writes.Write("h", key, field, seen, _time.GetUtcNow());

    /// <summary>No two changes at one time: a stamp that stays as it was is none, and SQLite's own clock would take its place.</summary>
    private string Now => (_now = Math.Max(_now + 1, _time.GetUtcNow().ToUnixTimeMilliseconds())).ToString(CultureInfo.InvariantCulture);

    private List<(string Key, Dictionary<string, string?> Values)> Read(string table)
    {
        var statement = Prepared($"SELECT id, start, status, notes, label, secret FROM {table}");
        var rows = new List<(string, Dictionary<string, string?>)>();
        while (statement.Step())
        {
            rows.Add((statement.RequiredText(0), Columns.Select((name, i) => (name, i)).ToDictionary(
                c => c.name, c => statement.Text(c.i + 1), StringComparer.Ordinal)));
        }

        return rows;
    }

    /// <summary>Prepared once, as an application does. Values are texts; what a column makes of one is its own affair.</summary>
    private void Run(string sql, params ReadOnlySpan<string> values)
    {
        var statement = Prepared(sql);
        for (var i = 0; i < values.Length; i++)
        {
            statement.Bind(i + 1, values[i]);
        }

        statement.Execute();
    }

    private Statement Prepared(string sql)
        => _statements.TryGetValue(sql, out var known) ? known : _statements[sql] = new Statement(_hub, sql);

    private void Define(string sql)
    {
        using var command = _hub.CreateCommand();
#pragma warning disable CA2100 // constants
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
