using System.Globalization;
using HmsSync.Seams;
using HmsSync.Tests.Simulation.TwoWay;
using Microsoft.Data.Sqlite;

namespace HmsSync.Tests.Simulation.Races;

/// <summary>
/// Families that want the same few slots, at the hub's application and at the calendars: they book, move, give up, think better of
/// it, and write notes. What they did is kept for the oracle; the engine knows nothing of it.
/// </summary>
internal sealed class RacePeople : IDisposable
{
    private const int Slots = 3;
    private const int Nurses = 3;

    private readonly SqliteConnection _hub;
    private readonly VirtualTime _time;
    private readonly bool _nurses;
    private int _notes;

    /// <param name="connectionString">Of the hub.</param>
    /// <param name="time">By which they live.</param>
    /// <param name="nurses">They want one of a few nurses too: that is what their notes say then.</param>
    public RacePeople(string connectionString, VirtualTime time, bool nurses)
    {
        (_time, _nurses) = (time, nurses);
        _hub = new SqliteConnection(connectionString);
        _hub.Open();
        Run("CREATE TABLE appointments(id INTEGER PRIMARY KEY, start TEXT, status TEXT, notes TEXT, updated_at INTEGER)");
    }

    /// <summary>Of each record every slot, status and note that somebody gave it, and whether somebody deleted it; by key.</summary>
    public Dictionary<string, HashSet<string>> Said { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Deleted { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, (string Start, string Status, string Notes)> Rows()
    {
        using var command = _hub.CreateCommand();
        command.CommandText = "SELECT id, start, status, notes FROM appointments";
        using var reader = command.ExecuteReader();
        var rows = new Dictionary<string, (string, string, string)>(StringComparer.Ordinal);
        while (reader.Read())
        {
            rows[reader.GetInt64(0).ToString(CultureInfo.InvariantCulture)] = (
                reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? "" : reader.GetString(3));
        }

        return rows;
    }

    public void ActAtHub(RandomSource random)
    {
        var rows = Rows();
        if (rows.Count == 0 || random.OneIn(3))
        {
            var born = (1 + random.Next(6)).ToString(CultureInfo.InvariantCulture);
            if (!rows.ContainsKey(born))
            {
                var (start, status) = (Say(born, Slot(random)), Say(born, "booked"));
                Run($"INSERT INTO appointments VALUES({born}, '{start}', '{status}', '{Notes(born, random)}', {Now})");
            }

            return;
        }

        var key = rows.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(rows.Count));
        switch (random.Next(8))
        {
            case 0:
                Deleted.Add(key);
                Run($"DELETE FROM appointments WHERE id = {key}");
                break;
            case 1 or 2:
                var status = rows[key].Status == RacePlan.Cancelled ? "booked" : RacePlan.Cancelled;
                Run($"UPDATE appointments SET status = '{Say(key, status)}', updated_at = {Now} WHERE id = {key}");
                break;
            case 3:
                Run($"UPDATE appointments SET notes = '{Notes(key, random)}', updated_at = {Now} WHERE id = {key}");
                break;
            case 4 when _nurses:
                var (slot, nurse) = (Say(key, Slot(random)), Notes(key, random));
                Run($"UPDATE appointments SET start = '{slot}', notes = '{nurse}', updated_at = {Now} WHERE id = {key}");
                break;
            default:
                Run($"UPDATE appointments SET start = '{Say(key, Slot(random))}', updated_at = {Now} WHERE id = {key}");
                break;
        }
    }

    /// <summary>Somebody does something at a calendar; the key, null: nothing was done.</summary>
    public string? ActAt(SimCalendar calendar, int number, RandomSource random)
    {
        var entries = calendar.Entries;
        if (entries.Count == 0 || random.OneIn(3))
        {
            var born = ((100 * (number + 1)) + random.Next(4)).ToString(CultureInfo.InvariantCulture);
            if (entries.ContainsKey(born))
            {
                return null;
            }

            calendar.Put(born, CalendarEntry.Empty.Add("start", Say(born, Slot(random))).Add("status", Say(born, "booked"))
                .Add("notes", Notes(born, random)));
            return born;
        }

        var key = entries.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(entries.Count));
        var fields = entries[key].Fields;
        switch (random.Next(8))
        {
            case 0:
                Deleted.Add(key);
                calendar.Remove(key);
                return key;
            case 1 or 2:
                var status = fields.GetValueOrDefault("status") == RacePlan.Cancelled ? "booked" : RacePlan.Cancelled;
                fields = fields.SetItem("status", Say(key, status));
                break;
            case 3:
                fields = fields.SetItem("notes", Notes(key, random));
                break;
            case 4 when _nurses:
                fields = fields.SetItem("start", Say(key, Slot(random))).SetItem("notes", Notes(key, random));
                break;
            default:
                fields = fields.SetItem("start", Say(key, Slot(random)));
                break;
        }

        calendar.Put(key, fields);
        return key;
    }

    public void Dispose() => _hub.Dispose();

    private static string Slot(RandomSource random) => $"slot{random.Next(Slots)}";

    private string Notes(string key, RandomSource random) => Say(key, _nurses ? $"nurse{random.Next(Nurses)}" : $"n{++_notes}");

    private string Say(string key, string value)
    {
        (Said.TryGetValue(key, out var said) ? said : Said[key] = new(StringComparer.Ordinal)).Add(value);
        return value;
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Run(string sql)
    {
        using var command = _hub.CreateCommand();
#pragma warning disable CA2100 // built from numbers that the seed draws
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
