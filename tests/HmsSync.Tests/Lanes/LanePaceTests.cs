using HmsSync.Changes;
using HmsSync.Lanes;
using Xunit;

namespace HmsSync.Tests.Lanes;

public sealed class LanePaceTests
{
    private static readonly EventTime Start = new(1_000_000_000_000);

    [Fact]
    public void Without_a_rate_nothing_waits()
    {
        var pace = new LanePace(null);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(TimeSpan.Zero, pace.Next(Start)));
    }

    [Fact]
    public void A_rate_spaces_calls_evenly()
    {
        var pace = new LanePace(10);
        Assert.Equal([0, 100, 200], Enumerable.Range(0, 3).Select(_ => pace.Next(Start).TotalMilliseconds));
    }

    [Fact]
    public void Who_asks_for_fewer_calls_gets_half_as_many_and_half_of_that_when_it_asks_again()
    {
        var pace = new LanePace(null);
        Calls(pace, 100);
        pace.SlowDown(Start);
        Assert.InRange(pace.Rate!.Value, 49, 51);
        pace.SlowDown(Start + TimeSpan.FromSeconds(10));
        Assert.InRange(pace.Rate!.Value, 24, 26);
    }

    [Fact]
    public void However_often_it_asks_some_calls_are_made()
    {
        var pace = new LanePace(null);
        for (var i = 0; i < 100; i++)
        {
            pace.SlowDown(Start);
        }

        Assert.Equal(LanePace.Slowest, pace.Rate);
    }

    [Fact]
    public void It_finds_its_pace_again()
    {
        var pace = new LanePace(null);
        Calls(pace, 100);
        pace.SlowDown(Start);
        var calls = 0;
        for (; pace.Rate is not null && calls < 100_000; calls++)
        {
            pace.Answered();
        }

        // From 50 a second to 200, each second a tenth and one more: not at once, and not never.
        Assert.InRange(calls, 500, 5_000);
    }

    [Fact]
    public void A_configured_rate_is_never_passed()
    {
        var pace = new LanePace(2);
        Calls(pace, 100);
        pace.SlowDown(Start);
        Assert.Equal(2, pace.Rate);
    }

    private static void Calls(LanePace pace, int count)
    {
        for (var i = 0; i < count; i++)
        {
            pace.Next(Start);
        }
    }
}
