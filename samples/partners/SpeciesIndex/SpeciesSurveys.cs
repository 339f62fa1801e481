namespace HmsSync.Partners;

/// <summary>
/// The surveys, what was heard, and how far: on disk first, then in memory. A survey stands still while a rule is in force in its
/// region, so that no drone is in the way of a helicopter. Safe for several threads.
/// </summary>
internal sealed class SpeciesSurveys : IDisposable
{
    /// <summary>How many events the screen shows, and within how many a repeat is known.</summary>
    private const int Shown = 1_000;

    private readonly Lock _lock = new();
    private readonly Queue<SpeciesLine> _heard = [];
    private readonly HashSet<string> _ids = [];
    private readonly SortedDictionary<long, string> _regions = [];
    private readonly LineFile<SpeciesLine> _file;
    private string? _cursor;

    /// <param name="dataFile">JSON lines; made when it is not there.</param>
    public SpeciesSurveys(string dataFile)
    {
        _file = new LineFile<SpeciesLine>(dataFile, Apply);
    }

    /// <summary>After which the stream is resumed; null: nothing was heard yet.</summary>
    public string? Cursor
    {
        get
        {
            lock (_lock)
            {
                return _cursor;
            }
        }
    }

    /// <summary>What was heard last, oldest first.</summary>
    public IReadOnlyList<SpeciesLine> Heard
    {
        get
        {
            lock (_lock)
            {
                return [.. _heard];
            }
        }
    }

    public IReadOnlyList<SurveyState> Season
    {
        get
        {
            lock (_lock)
            {
                return [.. Survey.Season.Select(State)];
            }
        }
    }

    /// <summary>False: it was heard before.</summary>
    public bool Hear(SpeciesLine line)
    {
        lock (_lock)
        {
            if (line.Id is not null && _ids.Contains(line.Id))
            {
                return false;
            }

            _file.Append(line);
            Apply(line);
            return true;
        }
    }

    public void Dispose() => _file.Dispose();

    private SurveyState State(Survey survey)
    {
        var rules = _regions.Where(rule => rule.Value == survey.Region).Select(rule => rule.Key).ToList();
        return new SurveyState(survey.Id, survey.What, survey.Region, rules.Count > 0 ? "paused" : "active", rules);
    }

    private void Apply(SpeciesLine line)
    {
        _cursor = line.Cursor;
        if (line.Id is not null)
        {
            _ids.Add(line.Id);
        }

        _heard.Enqueue(line);
        if (_heard.Count > Shown && _heard.Dequeue().Id is { } old)
        {
            _ids.Remove(old);
        }

        if (line is { Rule: { } rule, Region: { } region })
        {
            _regions[rule] = region;
        }
    }
}
