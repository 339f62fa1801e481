using NodaTime;

namespace HmsSync.Map.Times;

/// <summary>A date, a time of day, both, or both with an offset from UTC: then it is a point in time.</summary>
/// <param name="Local">What a clock and a calendar there show.</param>
/// <param name="HasDate">False: only the time of day means something.</param>
/// <param name="HasTime">False: only the date means something.</param>
/// <param name="Offset">Null: which point in time it is depends on a zone.</param>
internal readonly record struct TimeValue(LocalDateTime Local, bool HasDate, bool HasTime, Offset? Offset)
{
    /// <summary>
    /// Null: it has no date. Without an offset it is read in the zone; a skipped hour moves on, a doubled one is the
    /// first.
    /// </summary>
    public Instant? ToInstant(DateTimeZone zone)
    {
        if (!HasDate)
        {
            return null;
        }

        if (Offset is { } offset)
        {
            return Local.WithOffset(offset).ToInstant();
        }

        return HasTime ? Local.InZoneLeniently(zone).ToInstant() : zone.AtStartOfDay(Local.Date).ToInstant();
    }

    public static TimeValue OfInstant(Instant instant, DateTimeZone zone)
    {
        var there = instant.InZone(zone);
        return new TimeValue(there.LocalDateTime, true, true, there.Offset);
    }

    /// <summary>As a clock in the zone shows it; what has no offset is taken to be that already.</summary>
    public TimeValue In(DateTimeZone zone)
        => Offset is null ? this : OfInstant(Local.WithOffset(Offset.Value).ToInstant(), zone);

    /// <summary>
    /// Checked parts; null: there is no such date or time. Years 2 to 9998, so that no zone leaves the calendar.
    /// </summary>
    public static LocalDateTime? Checked(int year, int month, int day, int hour, int minute, int second, int nanos)
        => year is >= 2 and <= 9998 && month is >= 1 and <= 12
            && day >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(year, month)
            && hour <= 23 && minute <= 59 && second <= 59
            ? new LocalDateTime(year, month, day, hour, minute, second).PlusNanoseconds(nanos)
            : null;
}
