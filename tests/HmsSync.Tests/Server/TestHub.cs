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
    private readonly SqliteHubPlace _place;
    private readonly HubPlan _plan;
    private readonly SqliteHubRecords _records;

    public TestHub(HubPlan plan, RandomSource random)
    {
        var (clock, place) = (TimeProvider.System, SqliteHubPlace.Parse(plan.Connection));
        _feed = new SqliteHubFeed(place, plan, new PolledHubSignal(clock, TimeSpan.FromMilliseconds(5)), clock, random);
        (_place, _plan) = (place, plan);
        _writer = new SqliteHubWriter(place, plan, clock);
        _records = new SqliteHubRecords(place, plan, clock);
    }

    public IHubFeed Feed => _feed;

    public IHubWriter Writer => _writer;

    public IHubKeys OpenKeys() => new SqliteHubKeys(_place, _plan);

    public IHubRecords Records => _records;

    public void Dispose()
    {
        _feed.Dispose();
        _writer.Dispose();
        _records.Dispose();
    }
}
