using HmsSync.Feeds;
using HmsSync.Hubs.Postgres.Feed;
using Xunit;

namespace HmsSync.Tests.Hubs.Postgres.Feed;

public sealed class PgPositionTests
{
    private static readonly PgPosition Position = new(new PgOrigin("7123456789", 2), 0x16B374D848, 0x16B374D900, 77)
    {
        Snapshot = ["a;b|c", "ä ö"],
        Cursor = ["", "x|y;z=%"],
        Held = [new HeldTable(HeldTable.Truncate, "odd:name")],
    };

    [Fact]
    public void A_position_reads_back_as_it_was_written()
    {
        var again = PgPosition.Parse(Position.ToFeed());
        Assert.Equal(Position.ToFeed(), again.ToFeed());
        Assert.Equal(Position.Cursor, again.Cursor);
        Assert.Equal(Position.Snapshot, again.Snapshot);
        Assert.Equal(Position.Held, again.Held);
        Assert.Equal((Position.Lsn, Position.Open, Position.Ordinal), (again.Lsn, again.Open, again.Ordinal));
    }

    [Fact]
    public void Nothing_is_the_start() => Assert.Equal(PgPosition.Start, PgPosition.Parse(FeedPosition.Start));

    [Theory]
    [InlineData("sqlite1;4;;;;")]
    [InlineData("postgres1;1;x;0;0;0;;;")]
    [InlineData("postgres1")]
    public void A_position_of_another_hub_is_refused(string text)
        => Assert.Equal("position_unknown", Assert.Throws<HubStoppedException>(() => PgPosition.Parse(new FeedPosition(text))).Code);

    [Fact]
    public void A_table_that_is_resumed_flows_again_and_nothing_else_changes()
    {
        var resumed = PgPosition.Parse(Position.WithResumed("odd:name").ToFeed());
        Assert.Empty(resumed.Held);
        Assert.Equal((Position with { Held = [] }).ToFeed(), resumed.ToFeed());
    }

    [Fact]
    public void A_hub_that_is_taken_up_anew_is_not_met_for_the_first_time()
    {
        var anew = PgPosition.Parse(Position.Anew().ToFeed());
        Assert.Equal((PgOrigin.Unknown, 0UL, false), (anew.Origin, anew.Lsn, anew.IsFirst));
        Assert.Equal(Position.Held, anew.Held);
        Assert.True(PgPosition.Start.IsFirst);
    }
}
