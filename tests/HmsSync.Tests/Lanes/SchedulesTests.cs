using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Lanes;
using NCrontab;
using NodaTime;
using Xunit;

namespace HmsSync.Tests.Lanes;

public sealed class SchedulesTests
{
    private static readonly DateTimeZone NewYork = DateTimeZoneProviders.Tzdb["America/New_York"];

    [Theory]
    [InlineData("0 * * * *", "2026-11-21T10:15:00Z", "2026-11-21T11:00:00Z")]
    [InlineData("30 2 * * *", "2026-03-08T05:00:00Z", "2026-03-08T07:30:00Z")] // 02:30 does not exist that night
    [InlineData("30 1 * * *", "2026-11-01T04:00:00Z", "2026-11-01T05:30:00Z")] // 01:30 comes twice, the first counts
    [InlineData("30 1 * * *", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z")]
    public void Cron_lines_are_read_in_the_zone(string cron, string after, string next)
    {
        var plan = new SchedulePlan(CrontabSchedule.Parse(cron), null, true);
        Assert.Equal(At(next), Schedules.Next(plan, NewYork, At(after)));
    }

    [Fact]
    public void A_period_counts_from_the_last_run()
        => Assert.Equal(
            At("2026-11-21T11:15:00Z"),
            Schedules.Next(new SchedulePlan(null, TimeSpan.FromHours(1), true), NewYork, At("2026-11-21T10:15:00Z")));

    private static EventTime At(string text)
        => EventTime.From(DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
}
