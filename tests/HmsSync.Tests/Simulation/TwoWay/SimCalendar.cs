using System.Collections.Immutable;
using System.Globalization;
using HmsSync.Seams;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// A calendar with a REST interface and people of its own. It knows nothing of the engine; it judges only what any server may:
/// the same idempotency key never comes with another request (invariant 3).
/// </summary>
internal sealed class SimCalendar(CalendarFlaws flaws, int number, HubHabits hub, VirtualTime time, UserWrites writes)
{
    private const int OwnKeys = 3;

    private readonly Dictionary<string, (string Request, CalendarAnswer Answer)> _answered = new(StringComparer.Ordinal);
    private readonly List<string> _log = [];
    private readonly List<IEnumerable<string>> _changed = [];
    private readonly List<(DateTimeOffset At, string Key)> _effects = [];
    private long _version;
    private int _made;

    public CalendarFlaws Flaws => flaws;

    public Dictionary<string, CalendarEntry> Entries { get; } = new(StringComparer.Ordinal);

    /// <summary>Keys of entries that changed, in order: what the changes feed serves.</summary>
    public IReadOnlyList<string> Log => _log;

    /// <summary>How much of the log it has forgotten.</summary>
    public int Forgotten { get; set; }

    public List<string> Violations { get; } = [];

    /// <summary>Values that the engine put back over what its people had written over them.</summary>
    public List<string> Back { get; } = [];

    /// <summary>Writes of the engine that took effect.</summary>
    public int Effects { get; private set; }

    /// <summary>
    /// Keys of entries of which the engine may not know that it had written them: what people then write over that may be later
    /// than it, or not, and nobody but we can tell.
    /// </summary>
    public HashSet<string> Doubtful { get; } = new(StringComparer.Ordinal);

    /// <summary>Which room its people gave an entry; by key.</summary>
    public Dictionary<string, string> Rooms { get; } = new(StringComparer.Ordinal);

    /// <summary>Somebody changes something there; returns the key, null: nothing was done.</summary>
    public string? Act(RandomSource random)
    {
        var draw = random.Next(10);
        if (Entries.Count == 0 || draw < 2)
        {
            return Enter(random);
        }

        var key = Entries.Keys.Order(StringComparer.Ordinal).ElementAt(random.OneIn(2) ? 0 : random.Next(Entries.Count));
        if (draw == 2)
        {
            writes.Delete(key, Entries[key].Fields.Values);
            Remove(key);
            Forget(key);
            return key;
        }

        var fields = Entries[key].Fields;
        if (draw == 3)
        {
            Rooms[key] = $"room {random.Next(1000)}";
            fields = fields.SetItem("room", Rooms[key]);
        }
        else if (draw == 4 && fields.ContainsKey("label"))
        {
            fields = fields.SetItem("label", $"scribble {random.Next(1000)}");
        }
        else
        {
            foreach (var field in SimClerks.Fields.Where(_ => random.OneIn(2)).DefaultIfEmpty(SimClerks.Fields[0]))
            {
                fields = fields.SetItem(field, Form(field, Written(key, field, fields.GetValueOrDefault(field))));
            }
        }

        Put(key, fields);
        return key;
    }

    /// <summary>A write of the engine; the same again under its key has no further effect, unless this calendar does not look.</summary>
    public CalendarAnswer Once(string idempotencyKey, string request, Func<CalendarAnswer> act)
    {
        if (_answered.TryGetValue(idempotencyKey, out var known) && known.Request != request)
        {
            Violations.Add($"key {idempotencyKey} came with {request} after {known.Request} (invariant 3)");
        }

        if (known.Request is not null)
        {
            Doubtful.Add(known.Answer.Key);
            if (!flaws.Forgets)
            {
                return known.Answer;
            }
        }

        var answer = act();
        if (answer.Status < 300)
        {
            Effects++;
            _effects.Add((time.GetUtcNow(), answer.Key));
            _answered[idempotencyKey] = (request, answer);
        }

        return answer;
    }

    /// <summary>
    /// Invariant 7: what somebody here replaced does not come back, not even for a moment; by the default rule alone, for another may
    /// say that it does.
    /// </summary>
    public void Watch(string key, ImmutableDictionary<string, string> there, IEnumerable<(string Name, string? Value)> told)
    {
        foreach (var (name, value) in told)
        {
            var isBack = value is not null && there.TryGetValue(name, out var stood) && writes.Replaced(stood, value);
            if (isBack && flaws.Etags && !Doubtful.Contains(key))
            {
                Back.Add($"{flaws.Name} {key}.{name}: {value} came back, which its people had replaced (invariant 7)");
            }
        }
    }

    /// <summary>The engine dies: what it wrote a moment ago it may not have noted.</summary>
    public void DoubtSince(DateTimeOffset time) => Doubtful.UnionWith(_effects.Where(e => e.At >= time).Select(e => e.Key));

    /// <summary>A key that no entry had before.</summary>
    public string NewKey() => string.Create(CultureInfo.InvariantCulture, $"{flaws.Name[..1]}{++_made}");

    public CalendarEntry Put(string key, ImmutableDictionary<string, string> fields)
    {
        if (fields.TryGetValue("ref", out var hubKey))
        {
            writes.IsAlso(key, hubKey);
        }

        var entry = new CalendarEntry(fields, ++_version, time.GetUtcNow() + flaws.ClockOffset);
        var before = Entries.GetValueOrDefault(key)?.Fields;
        Note(key, CalendarEntry.Keeps.Where(f => before is null || before.GetValueOrDefault(f) != fields.GetValueOrDefault(f)));
        Entries[key] = entry;
        return entry;
    }

    public void Remove(string key)
    {
        Entries.Remove(key);
        Rooms.Remove(key);
        Note(key, []);
    }

    /// <summary>Which fields of the entry changed from this place in the log on.</summary>
    public HashSet<string> ChangedSince(int place, string key)
        => [.. Enumerable.Range(place, _log.Count - place).Where(i => _log[i] == key).SelectMany(i => _changed[i])];

    /// <summary>As this calendar writes a value.</summary>
    public string Form(string field, string value) => flaws.Shouts && field == "notes" ? value.ToUpperInvariant() : value;

    private void Note(string key, IEnumerable<string> changed)
    {
        _log.Add(key);
        _changed.Add([.. changed]);
    }

    /// <summary>Who answers a repeated request as before would tell of an entry that its people have taken away since.</summary>
    private void Forget(string key)
    {
        foreach (var answered in _answered.Where(a => a.Value.Answer.Key == key).ToList())
        {
            _answered.Remove(answered.Key);
        }
    }

    private string? Enter(RandomSource random)
    {
        var key = flaws.OwnKeys ? NewKey() : hub.Key((100 * (number + 1)) + 1 + random.Next(OwnKeys));
        if (Entries.ContainsKey(key))
        {
            return null;
        }

        var fields = CalendarEntry.Empty;
        foreach (var field in SimClerks.Fields)
        {
            fields = fields.Add(field, Form(field, Written(key, field, null)));
        }

        Put(key, fields);
        return key;
    }

    private string Written(string key, string field, string? seen)
        => writes.Write(flaws.Name[..1], key, field, seen, time.GetUtcNow());
}
