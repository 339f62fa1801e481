using System.Globalization;
using HmsSync.Seams;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// A calendar with a REST interface and people of its own. It knows nothing of the engine; it judges only what any server may:
/// the same idempotency key never comes with another request (invariant 3).
/// </summary>
internal sealed class SimCalendar(CalendarFlaws flaws, VirtualTime time, RandomSource random, UserWrites writes)
{
    private const int OwnKeys = 3;
    private const int FirstOwnKey = 101;

    private readonly Dictionary<string, (string Request, CalendarAnswer Answer)> _answered = new(StringComparer.Ordinal);
    private readonly List<string> _log = [];
    private long _etag;

    public CalendarFlaws Flaws => flaws;

    public Dictionary<string, CalendarEntry> Entries { get; } = new(StringComparer.Ordinal);

    /// <summary>Keys of entries that changed, in order: what the changes feed serves.</summary>
    public IReadOnlyList<string> Log => _log;

    public List<string> Violations { get; } = [];

    /// <summary>Writes of the engine that took effect.</summary>
    public int Effects { get; private set; }

    /// <summary>Rooms are the calendar's own business; by key.</summary>
    public Dictionary<string, string> Rooms { get; } = new(StringComparer.Ordinal);

    /// <summary>Somebody changes something there; returns the key, null: nothing was done.</summary>
    public string? Act()
    {
        var draw = random.Next(10);
        if (Entries.Count == 0 || draw < 2)
        {
            return Enter((FirstOwnKey + random.Next(OwnKeys)).ToString(CultureInfo.InvariantCulture));
        }

        var key = Entries.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(Entries.Count));
        if (draw == 2)
        {
            writes.Deleted.Add(key);
            Entries.Remove(key);
            Rooms.Remove(key);
            _log.Add(key);
            return key;
        }

        var fields = Entries[key].Fields;
        if (draw == 3)
        {
            Rooms[key] = $"room {random.Next(1000)}";
        }
        else
        {
            foreach (var field in SimClerks.Fields.Where(_ => random.OneIn(2)).DefaultIfEmpty(SimClerks.Fields[0]))
            {
                fields = fields.SetItem(field, Form(field, writes.Write('p', key, field, fields.GetValueOrDefault(field))));
            }
        }

        Put(key, fields);
        return key;
    }

    /// <summary>A write of the engine; the same again under its key has no further effect.</summary>
    public CalendarAnswer Once(string idempotencyKey, string request, Func<CalendarAnswer> act)
    {
        if (_answered.TryGetValue(idempotencyKey, out var known))
        {
            if (known.Request != request)
            {
                Violations.Add($"key {idempotencyKey} came with {request} after {known.Request} (invariant 3)");
            }

            return known.Answer;
        }

        var answer = act();
        if (answer.Status < 300)
        {
            Effects++;
            _answered[idempotencyKey] = (request, answer);
        }

        return answer;
    }

    public CalendarEntry Put(string key, System.Collections.Immutable.ImmutableDictionary<string, string> fields)
    {
        var entry = new CalendarEntry(fields, ++_etag, time.GetUtcNow() + flaws.ClockOffset);
        Entries[key] = entry;
        _log.Add(key);
        return entry;
    }

    public void Remove(string key)
    {
        Entries.Remove(key);
        Rooms.Remove(key);
        _log.Add(key);
    }

    /// <summary>As this calendar writes a value.</summary>
    public string Form(string field, string value) => flaws.Shouts && field == "notes" ? value.ToUpperInvariant() : value;

    private string? Enter(string key)
    {
        if (Entries.ContainsKey(key))
        {
            return null;
        }

        var fields = System.Collections.Immutable.ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);
        foreach (var field in SimClerks.Fields)
        {
            fields = fields.Add(field, Form(field, writes.Write('p', key, field, null)));
        }

        Put(key, fields);
        return key;
    }
}

/// <summary>One entry of the calendar; immutable.</summary>
internal sealed record CalendarEntry(
    System.Collections.Immutable.ImmutableDictionary<string, string> Fields, long Etag, DateTimeOffset ChangedAt);

/// <param name="Status">Of HTTP.</param>
/// <param name="Entry">What is told of; null: nothing.</param>
internal readonly record struct CalendarAnswer(int Status, CalendarEntry? Entry = null);
