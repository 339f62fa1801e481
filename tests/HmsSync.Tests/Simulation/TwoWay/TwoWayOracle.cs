using System.Text;
using HmsSync.Hosting;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// Judges a settled two-way world by what people wrote and what all sides hold (research: O1 to O10); uses no decision of the
/// engine's but its conflict rows, which are part of what it promises. A calendar that takes no conditions can be overwritten in
/// the moment between what it said and what it is told: there only agreement and honest values are asked for.
/// </summary>
internal sealed class TwoWayOracle
{
    private readonly SimClerks _clerks;
    private readonly IReadOnlyList<SimCalendar> _calendars;
    private readonly TwoWayDraw _draw;
    private readonly UserWrites _writes;
    private readonly Engine _engine;
    private readonly Dictionary<string, Dictionary<string, string?>> _rows;
    private readonly List<SeenConflict> _conflicts;

    public TwoWayOracle(SimClerks clerks, IReadOnlyList<SimCalendar> calendars, UserWrites writes, TwoWayDraw draw, Engine engine)
    {
        (_clerks, _calendars, _writes, _draw, _engine) = (clerks, calendars, writes, draw, engine);
        clerks.NoteCascades();
        _rows = clerks.Rows();
        _conflicts = SeenConflict.All(engine);
    }

    /// <summary>The rules of the draw decide; a first meeting has a word of its own.</summary>
    public bool ByRules { get; init; } = true;

    /// <param name="atTheEnd">Nothing is open any more.</param>
    public IEnumerable<string> Judge(bool atTheEnd)
    {
        var findings = _calendars.SelectMany(c => c.Violations)
            .Concat(_calendars.SelectMany(c => new AgreementOracle(c, _rows, _writes, _conflicts, _draw).Judge()))
            .Concat(Winners())
            .Concat(ByRules ? new RuleOracle(_draw, _writes, _conflicts).Judge() : []);
        return !atTheEnd ? findings : findings
            .Concat(_calendars.All(c => c.Flaws.Etags) ? Losers() : [])
            .Concat(Untouched())
            .Concat(SimOracle.Numbers(_engine.Store))
            .Concat(SimOracle.Chain(_engine.Store));
    }

    /// <summary>What stands was written by somebody, and nobody who saw it has replaced it (invariant 7).</summary>
    private IEnumerable<string> Winners()
    {
        foreach (var (key, row) in _rows)
        {
            foreach (var field in SimClerks.Fields)
            {
                if (row[field] is not { } value || !(_writes.Knows(value, key, field) || IsFromThere(value, key, field)))
                {
                    yield return $"{key}.{field}: nobody ever wrote {row[field]} there (invariant 8)";
                }
                else if (_writes.IsOverwritten(value) && !MayBeOld(key, field) && !_writes.WasDeletedWhereWritten(value)
                    && !WasInDoubt(value, key, field))
                {
                    yield return $"{key}.{field}: {value} stands, which somebody saw and replaced (invariant 7)";
                }
            }
        }
    }

    /// <summary>Written where the record has a key of its own, which it was never told the hub's for.</summary>
    private bool IsFromThere(string value, string key, string field)
        => _calendars.Any(c => c.Flaws.OwnKeys && c.Entries.Any(entry =>
            _writes.Knows(value, entry.Key, field) || (_writes.Knows(value, key, field) && _writes.IsCalled(entry.Key, key))))
            || _calendars.Any(c => c.Flaws.OwnKeys && c.Log.Distinct().Any(uid => _writes.Knows(value, uid, field)));

    private bool MayBeOld(string key, string field)
        => _calendars.Any(c => !c.Flaws.Etags)
            || _writes.WasDeleted(key)
            || _conflicts.Any(c => (c.IsAnswered || c.IsOpen || IsGrouped(field)) && (c.Row.Field == field || c.IsWhole) && IsOf(c, key));

    /// <summary>It won in a conflict over a record of which the engine could not know what its author had seen.</summary>
    private bool WasInDoubt(string value, string key, string field)
        => _calendars.Any(c => c.Doubtful.Any(doubtful => _writes.IsCalled(doubtful, key) || !_rows.ContainsKey(doubtful)))
            && _conflicts.Any(c => c.Row.Field == field && c.Holds(value) && !SeenConflict.Same(c.Loser, value) && IsOf(c, key));

    private bool IsOf(SeenConflict conflict, string key) => _writes.IsCalled(conflict.Key, key) || !_rows.ContainsKey(conflict.Key);

    private bool IsGrouped(string field) => _draw.Rules.Rules.Any(r => r.Fields.Count > 1 && r.Fields.Contains(field));

    /// <summary>Invariant 6: the last write of each line stands, or is a loser in exactly one conflict row.</summary>
    private IEnumerable<string> Losers()
    {
        foreach (var (value, key, field) in _writes.Last().Where(w => !_writes.WasDeleted(w.Key)))
        {
            var stands = _rows.Values.Any(row => SeenConflict.Same(row[field], value));
            if (!stands && !_conflicts.Any(c => c.Row.Field == field && c.Holds(value)) && !IsPartOfWhole(value))
            {
                yield return $"{key}.{field}: {value} was lost without a conflict row (invariant 6)";
            }
        }

        // A record that people delete twice in face of the same change has lost twice: rows of whole records may look the same.
        var lost = _conflicts.Where(c => SimClerks.Fields.Contains(c.Row.Field) && c.Row.State == "decided" && c.Loser is not null);
        foreach (var twice in lost.GroupBy(c => $"{c.Key}.{c.Row.Field} {c.Loser} to {c.Row.Winner}").Where(g => g.Count() > 1))
        {
            yield return $"{twice.Key} lost in {twice.Count()} conflict rows (invariant 6)";
        }
    }

    private bool IsPartOfWhole(string value) => _conflicts.Any(c => c.IsWhole
        && $"{Encoding.UTF8.GetString(c.Row.HubValue.Span)}{Encoding.UTF8.GetString(c.Row.PartnerValue.Span)}"
            .Contains($"\"{value}\"", StringComparison.OrdinalIgnoreCase));

    /// <summary>Invariant 8: what is mapped to nobody is as its own people left it.</summary>
    private IEnumerable<string> Untouched()
    {
        foreach (var (key, secret) in _clerks.Secrets)
        {
            if (!_writes.WasDeleted(key) && _rows.TryGetValue(key, out var row) && row["secret"] != secret)
            {
                yield return $"{key}: the hub's own column is {row["secret"]}, its people wrote {secret} (invariant 8)";
            }
        }

        foreach (var calendar in _calendars.Where(c => c.Flaws.Etags || !c.Flaws.Puts))
        {
            foreach (var (key, room) in calendar.Rooms)
            {
                if (calendar.Entries.TryGetValue(key, out var entry) && entry.Fields.GetValueOrDefault("room") != room)
                {
                    yield return $"{calendar.Flaws.Name} {key}: its people gave it {room}, and it has "
                        + $"{entry.Fields.GetValueOrDefault("room")} (invariant 8)";
                }
            }
        }
    }
}
