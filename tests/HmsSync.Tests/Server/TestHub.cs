using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hosting;
using HmsSync.Hubs;
using HmsSync.Hubs.Sqlite;
using HmsSync.Seams;

namespace HmsSync.Tests.Server;

/// <summary>The real SQLite hub, looked at by the clock.</summary>
internal sealed class TestHub : IHub
{
    private readonly SqliteHubFeed _feed;
    private readonly SqliteHubWriter _writer;
    private readonly SqliteHubKeys _keys;

    public TestHub(HubPlan plan, RandomSource random)
    {
        var (clock, place) = (TimeProvider.System, SqliteHubPlace.Parse(plan.Connection));
        _feed = new SqliteHubFeed(place, plan, new PolledHubSignal(clock, TimeSpan.FromMilliseconds(5)), clock, random);
        _writer = new SqliteHubWriter(place, plan, clock);
        _keys = new SqliteHubKeys(place, plan);
    }

    public IHubFeed Feed => _feed;

    public IHubWriter Writer => _writer;

    public IHubKeys Keys => _keys;

    public void Dispose()
    {
        _feed.Dispose();
        _writer.Dispose();
        _keys.Dispose();
    }
}
