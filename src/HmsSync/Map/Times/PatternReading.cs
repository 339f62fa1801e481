using System.Text;
using NodaTime;

namespace HmsSync.Map.Times;

/// <summary>The parts of a date and time, as a pattern finds them one after the other.</summary>
internal ref struct PatternReading()
{
    private int _year = 2000;
    private int _month = 1;
    private int _day = 1;
    private int _hour;
    private int _minute;
    private int _second;
    private int _nanos;
    private bool? _afternoon;

    public Offset? Offset { get; private set; }

    /// <summary>Takes one piece off the front of the text; false: it is not there.</summary>
    public bool Take(ref ReadOnlySpan<byte> text, ref readonly PatternToken token)
    {
        switch (token.Kind)
        {
            case PatternPart.Literal:
                var fits = text.StartsWith(token.Literal);
                text = fits ? text[token.Literal.Length..] : text;
                return fits;
            case PatternPart.Month when token.Width == 3:
                return (_month = MonthName(ref text)) > 0;
            case PatternPart.HalfDay:
                return HalfDay(ref text);
            case PatternPart.Utc:
                Offset = NodaTime.Offset.Zero;
                return Digits.TakeByte(ref text, (byte)'Z');
            case PatternPart.Offset:
                return (Offset = OffsetText.Take(ref text)) is not null;
            case PatternPart.Fraction:
                return (_nanos = Digits.TakeNanos(ref text, token.Width, token.Width)) >= 0;
            case PatternPart.ShortFraction:
                var point = token.Literal.Length == 0 || Digits.TakeByte(ref text, (byte)'.');
                _nanos = point ? Digits.TakeNanos(ref text, token.Literal.Length, token.Width) : 0;
                return _nanos >= 0;
            default:
                return Number(ref text, in token);
        }
    }

    /// <summary>Null: there is no such date or time.</summary>
    public readonly LocalDateTime? Local()
    {
        if (_afternoon is { } afternoon)
        {
            return _hour is >= 1 and <= 12
                ? TimeValue.Checked(_year, _month, _day, (_hour % 12) + (afternoon ? 12 : 0), _minute, _second, _nanos)
                : null;
        }

        return TimeValue.Checked(_year, _month, _day, _hour, _minute, _second, _nanos);
    }

    private bool Number(ref ReadOnlySpan<byte> text, ref readonly PatternToken token)
    {
        var value = Digits.Take(ref text, token.Width, Math.Max(2, token.Width));
        switch (token.Kind)
        {
            case PatternPart.Year:
                // Two digits stand for 1950 to 2049, as .NET reads them.
                _year = token.Width == 4 ? value : value + (value < 50 ? 2000 : 1900);
                break;
            case PatternPart.Month:
                _month = value;
                break;
            case PatternPart.Day:
                _day = value;
                break;
            case PatternPart.Minute:
                _minute = value;
                break;
            case PatternPart.Second:
                _second = value;
                break;
            default:
                _hour = value;
                break;
        }

        return value >= 0;
    }

    private static int MonthName(ref ReadOnlySpan<byte> text)
    {
        for (var month = 1; text.Length >= 3 && month <= 12; month++)
        {
            if (Ascii.EqualsIgnoreCase(text[..3], PatternWriting.MonthName(month)))
            {
                text = text[3..];
                return month;
            }
        }

        return -1;
    }

    private bool HalfDay(ref ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || !(Ascii.EqualsIgnoreCase(text[..2], "AM"u8)
            || Ascii.EqualsIgnoreCase(text[..2], "PM"u8)))
        {
            return false;
        }

        _afternoon = text[0] is (byte)'P' or (byte)'p';
        text = text[2..];
        return true;
    }
}
