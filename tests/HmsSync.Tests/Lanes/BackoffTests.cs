using HmsSync.Configuration;
using HmsSync.Lanes;
using HmsSync.Seams;
using Xunit;

namespace HmsSync.Tests.Lanes;

public sealed class BackoffTests
{
    private static readonly RetryPlan Plan = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), TimeSpan.FromDays(3));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 8)]
    [InlineData(9, 256)]
    [InlineData(10, 300)]
    [InlineData(1_000_000, 300)]
    public void Delays_spread_over_the_whole_of_a_doubling_span(int attempts, int seconds)
    {
        var random = new RandomSource(3);
        var delays = Enumerable.Range(0, 2_000).Select(_ => Backoff.Delay(Plan, attempts, null, random).TotalSeconds).ToList();
        Assert.True(delays.Max() <= seconds);
        Assert.InRange(delays.Average(), seconds * 0.45, seconds * 0.55);
    }

    [Fact]
    public void What_the_partner_asks_for_comes_first_up_to_a_ceiling()
    {
        var random = new RandomSource(3);
        Assert.Equal(TimeSpan.FromMinutes(7), Backoff.Delay(Plan, 1, TimeSpan.FromMinutes(7), random));
        Assert.Equal(Backoff.RetryAfterCeiling, Backoff.Delay(Plan, 1, TimeSpan.FromDays(3650), random));
    }
}
