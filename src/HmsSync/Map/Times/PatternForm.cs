using NodaTime;

namespace HmsSync.Map.Times;

/// <summary>A custom pattern, such as <c>yyyyMMdd</c> or <c>dd.MM.yyyy HH:mm</c>; language is always English.</summary>
internal sealed class PatternForm : ITimeForm
{
    private readonly PatternToken[] _tokens;
    private readonly bool _hasDate;
    private readonly bool _hasTime;
    private readonly bool _hasOffset;
    private readonly bool _isUtc;

    private PatternForm(PatternToken[] tokens)
    {
        _tokens = tokens;
        _hasDate = Any(PatternPart.Year, PatternPart.Month, PatternPart.Day);
        _hasTime = Any(
            PatternPart.Hour, PatternPart.HalfDayHour, PatternPart.Minute, PatternPart.Second, PatternPart.Fraction,
            PatternPart.ShortFraction, PatternPart.HalfDay);
        _isUtc = Any(PatternPart.Utc);
        _hasOffset = _isUtc || Any(PatternPart.Offset);
        var hour = Any(PatternPart.Hour) || (Any(PatternPart.HalfDayHour) && Any(PatternPart.HalfDay));
        var date = Any(PatternPart.Year) && Any(PatternPart.Month) && Any(PatternPart.Day);
        CanBeRead = (_hasDate || _hasTime) && date == _hasDate && hour == _hasTime && (!_hasOffset || (date && hour));
        MaxBytes = 2 + tokens.Sum(t => t.Literal.Length + 10);
    }

    /// <summary>False: something is missing (a year, the hour), so the way back cannot be found.</summary>
    public bool CanBeRead { get; }

    public int MaxBytes { get; }

    public long Precision => _tokens.Min(t => t.Kind switch
    {
        PatternPart.Hour or PatternPart.HalfDayHour => NodaConstants.TicksPerHour,
        PatternPart.Minute => NodaConstants.TicksPerMinute,
        PatternPart.Second => NodaConstants.TicksPerSecond,
        PatternPart.Fraction or PatternPart.ShortFraction
            => NodaConstants.TicksPerSecond / (long)Math.Pow(10, Math.Min(t.Width, 7)),
        _ => NodaConstants.TicksPerDay,
    });

    /// <summary>Null: this is no pattern.</summary>
    public static PatternForm? Parse(string pattern)
        => PatternParser.Parse(pattern) is { } tokens && new PatternForm([.. tokens]) is var form
            && (form._hasDate || form._hasTime)
            ? form
            : null;

    public TimeValue? Read(ReadOnlySpan<byte> json)
    {
        if (json.Length < 2 || json[0] != '"' || json.Contains((byte)'\\'))
        {
            return null;
        }

        var text = json[1..^1];
        var parts = new PatternReading();
        foreach (var token in _tokens)
        {
            if (!parts.Take(ref text, in token))
            {
                return null;
            }
        }

        return text.IsEmpty && parts.Local() is { } local
            ? new TimeValue(local, _hasDate, _hasTime, _hasOffset ? parts.Offset : null)
            : null;
    }

    public int Write(in TimeValue value, DateTimeZone zone, Span<byte> json)
    {
        if ((_hasDate && !value.HasDate) || (_hasTime && !_hasDate && !value.HasTime))
        {
            return 0;
        }

        var shown = _isUtc ? Pinned(value, zone).In(DateTimeZone.Utc)
            : _hasOffset ? Pinned(value, zone).In(zone)
            : value.In(zone);
        var at = 0;
        json[at++] = (byte)'"';
        foreach (var token in _tokens)
        {
            at += PatternWriting.Put(json[at..], in token, in shown);
        }

        json[at++] = (byte)'"';
        return at;
    }

    private static TimeValue Pinned(in TimeValue value, DateTimeZone zone)
        => value.ToInstant(zone) is { } instant ? TimeValue.OfInstant(instant, zone) : value;

    private bool Any(params ReadOnlySpan<PatternPart> parts)
    {
        foreach (var token in _tokens)
        {
            if (parts.Contains(token.Kind))
            {
                return true;
            }
        }

        return false;
    }
}
