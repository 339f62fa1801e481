using HmsSync.Changes;
using HmsSync.Configuration;
using NodaTime;

namespace HmsSync.Lanes;

/// <summary>When a schedule runs next.</summary>
internal static class Schedules
{
    /// <summary>
    /// The first run after the time. Cron lines are read in the zone's local time: a run in the hour that spring skips happens
    /// at the first moment after it, one in the hour that autumn repeats happens once.
    /// </summary>
    public static EventTime Next(SchedulePlan schedule, DateTimeZone zone, EventTime after)
    {
        if (schedule.Every is { } every)
        {
            return after + every;
        }

        var cron = schedule.Cron ?? throw new ArgumentException("A schedule has a cron line or a period.", nameof(schedule));
        var local = Instant.FromDateTimeOffset(after.ToDateTimeOffset()).InZone(zone).LocalDateTime.ToDateTimeUnspecified();
        while (true)
        {
            local = cron.GetNextOccurrence(local);
            var next = EventTime.From(
                zone.AtLeniently(LocalDateTime.FromDateTime(local)).ToDateTimeOffset());
            if (next > after)
            {
                return next;
            }
        }
    }
}
