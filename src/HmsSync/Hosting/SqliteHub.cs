using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs;
using HmsSync.Hubs.Sqlite;
using HmsSync.Seams;

namespace HmsSync.Hosting;

/// <summary>Both ways of the hub file that the configuration names.</summary>
internal sealed class SqliteHub : IHub
{
    private readonly SqliteHubFeed _feed;
    private readonly SqliteHubWriter _writer;
    private readonly SqliteHubPlace _place;
    private readonly HubPlan _plan;
    private readonly SqliteHubRecords _records;

    public SqliteHub(HubPlan plan, TimeProvider clock, RandomSource random)
    {
        var place = SqliteHubPlace.Parse(plan.Connection);
        var path = place.Path ?? throw new InvalidOperationException("The hub is not a file.");
        _feed = new SqliteHubFeed(place, plan, new SqliteHubSignal(path, clock), clock, random);
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
