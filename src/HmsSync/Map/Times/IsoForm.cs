using NodaTime;

namespace HmsSync.Map.Times;

/// <summary>
/// ISO 8601 as the hub speaks it: a date, a time of day, or both; a point in time is written in UTC with <c>Z</c> (RFC
/// 3339). Reads a space for the <c>T</c> too, as databases write it.
/// </summary>
internal sealed class IsoForm : ITimeForm
{
    public static readonly IsoForm Instance = new();

    public int MaxBytes => 40;

    public long Precision => 1;

    public TimeValue? Read(ReadOnlySpan<byte> json)
    {
        if (json.Length < 2 || json[0] != '"' || json.Contains((byte)'\\'))
        {
            return null;
        }

        var text = json[1..^1];
        if (text.Length > 2 && text[2] == ':')
        {
            return ReadTime(ref text, 2000, 1, 1) is { } time && text.IsEmpty
                ? new TimeValue(time, false, true, null)
                : null;
        }

        var year = Digits.Take(ref text, 4, 4);
        var month = Digits.TakeByte(ref text, (byte)'-') ? Digits.Take(ref text, 2, 2) : -1;
        var day = Digits.TakeByte(ref text, (byte)'-') ? Digits.Take(ref text, 2, 2) : -1;
        if (text.IsEmpty)
        {
            return TimeValue.Checked(year, month, day, 0, 0, 0, 0) is { } date
                ? new TimeValue(date, true, false, null)
                : null;
        }

        if (text[0] is not ((byte)'T' or (byte)'t' or (byte)' '))
        {
            return null;
        }

        text = text[1..];
        if (ReadTime(ref text, year, month, day) is not { } local)
        {
            return null;
        }

        var isLocal = text.IsEmpty;
        var offset = isLocal ? null : OffsetText.Take(ref text);
        return text.IsEmpty && isLocal == offset is null ? new TimeValue(local, true, true, offset) : null;
    }

    public int Write(in TimeValue value, DateTimeZone zone, Span<byte> json)
    {
        var local = value.HasDate && value.HasTime
            ? value.ToInstant(zone)!.Value.InUtc().LocalDateTime
            : value.Local;
        var at = 0;
        json[at++] = (byte)'"';
        if (value.HasDate)
        {
            at += Digits.Put(json[at..], local.Year, 4);
            json[at++] = (byte)'-';
            at += Digits.Put(json[at..], local.Month, 2);
            json[at++] = (byte)'-';
            at += Digits.Put(json[at..], local.Day, 2);
        }

        if (value.HasTime)
        {
            at += value.HasDate ? Put(json[at..], 'T') : 0;
            at += WriteTime(local, json[at..]);
            at += value.HasDate ? Put(json[at..], 'Z') : 0;
        }

        json[at++] = (byte)'"';
        return at;
    }

    private static LocalDateTime? ReadTime(ref ReadOnlySpan<byte> text, int year, int month, int day)
    {
        var hour = Digits.Take(ref text, 2, 2);
        var minute = Digits.TakeByte(ref text, (byte)':') ? Digits.Take(ref text, 2, 2) : -1;
        var second = Digits.TakeByte(ref text, (byte)':') ? Digits.Take(ref text, 2, 2) : 0;
        var nanos = Digits.TakeByte(ref text, (byte)'.') ? Digits.TakeNanos(ref text, 1, 9) : 0;
        return Math.Min(Math.Min(hour, minute), Math.Min(second, nanos)) < 0
            ? null
            : TimeValue.Checked(year, month, day, hour, minute, second, nanos);
    }

    private static int WriteTime(LocalDateTime local, Span<byte> text)
    {
        Digits.Put(text, local.Hour, 2);
        text[2] = (byte)':';
        Digits.Put(text[3..], local.Minute, 2);
        text[5] = (byte)':';
        Digits.Put(text[6..], local.Second, 2);
        var digits = Digits.Significant(local.NanosecondOfSecond, 9);
        if (digits == 0)
        {
            return 8;
        }

        text[8] = (byte)'.';
        return 9 + Digits.PutNanos(text[9..], local.NanosecondOfSecond, digits);
    }

    private static int Put(Span<byte> text, char c)
    {
        text[0] = (byte)c;
        return 1;
    }
}
