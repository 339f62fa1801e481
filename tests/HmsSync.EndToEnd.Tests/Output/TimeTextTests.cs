using System.Globalization;
using HmsSync.Cli.Output;
using NodaTime;

namespace HmsSync.EndToEnd.Tests.Output;

public sealed class TimeTextTests
{
    private static readonly DateTimeZone NewYork = DateTimeZoneProviders.Tzdb["America/New_York"];
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-22T09:30:00Z", "2026-11-22T09:30:00Z")]
    [InlineData("2026-11-22T09:30:00.5+02:00", "2026-11-22T07:30:00.5Z")]
    [InlineData("2026-11-22T09:30", "2026-11-22T14:30:00Z")] // in the workspace's zone
    [InlineData("2026-07-01T09:30:00", "2026-07-01T13:30:00Z")]
    [InlineData("2026-11-22 09:30:00", "2026-11-22T14:30:00Z")]
    [InlineData("2026-11-22", "2026-11-22T05:00:00Z")]
    [InlineData("2026-03-08T02:30", "2026-03-08T07:30:00Z")] // an hour that the clocks left out
    [InlineData("1795348800000", "2026-11-22T12:00:00Z")]
    [InlineData("0", "1970-01-01T00:00:00Z")]
    [InlineData("1h", "2026-11-22T11:00:00Z")]
    [InlineData("7d", "2026-11-15T12:00:00Z")]
    [InlineData("500ms", "2026-11-22T11:59:59.5Z")]
    public void A_time_is_read_as_it_is_meant(string text, string meant)
        => Assert.Equal(
            DateTimeOffset.Parse(meant, CultureInfo.InvariantCulture), TimeText.Parse("--since", text, NewYork, Now));

    [Fact]
    public void No_time_stays_none() => Assert.Null(TimeText.Parse("--since", null, NewYork, Now));
}
