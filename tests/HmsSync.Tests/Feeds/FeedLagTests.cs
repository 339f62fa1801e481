using HmsSync.Changes;
using HmsSync.Feeds;
using HmsSync.Sdk;
using HmsSync.Tests.Simulation;
using Xunit;

namespace HmsSync.Tests.Feeds;

public sealed class FeedLagTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void A_feed_lags_by_the_age_of_the_oldest_change_until_a_look_shows_nothing_new()
    {
        var lag = new FeedLag(_time);
        lag.Shown(Page(Change(Now + TimeSpan.FromSeconds(-3))));
        Pass(2);
        Assert.Equal(TimeSpan.FromSeconds(5), lag.Now);
        lag.Shown(Page());
        Assert.Equal(TimeSpan.Zero, lag.Now);
    }

    [Fact]
    public void Rows_that_were_there_before_the_first_look_are_no_lag_and_a_clock_ahead_of_ours_is_none_either()
    {
        var lag = new FeedLag(_time);
        lag.Shown(Page(Change(new EventTime(1)) with { Snapshot = true }));
        Assert.Equal(TimeSpan.Zero, lag.Now);
        lag.Shown(Page(Change(Now + TimeSpan.FromHours(1))));
        Assert.Equal(TimeSpan.Zero, lag.Now);
    }

    [Fact]
    public void A_feed_that_cannot_look_lags_more_and_more()
    {
        var lag = new FeedLag(_time);
        lag.Shown(Page());
        lag.Blind(Now);
        Pass(60);
        Assert.Equal(TimeSpan.FromSeconds(60), lag.Now);
    }

    private EventTime Now => EventTime.From(_time.GetUtcNow());

    private static FeedPage Page(params NewEvent[] events) => new(events, new FeedPosition("p"));

    private static NewEvent Change(EventTime at) => new()
    {
        Source = Participant.Hub,
        Topic = "appointments",
        Op = ChangeOp.Update,
        Fields = "{}"u8.ToArray(),
        At = at,
    };

    private void Pass(int seconds) => _time.MoveTo(_time.Ticks + TimeSpan.FromSeconds(seconds).Ticks);
}
