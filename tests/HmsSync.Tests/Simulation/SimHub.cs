using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hosting;
using HmsSync.Hubs;
using HmsSync.Hubs.Sqlite;
using HmsSync.Seams;

namespace HmsSync.Tests.Simulation;

/// <summary>The real SQLite hub, looked at by a clock instead of by the system's notices.</summary>
internal sealed class SimHub : IHub
{
    private readonly SqliteHubFeed _feed;
    private readonly SqliteHubWriter _writer;
    private readonly SqliteHubPlace _place;
    private readonly HubPlan _plan;

    public SimHub(HubPlan plan, TimeProvider time, RandomSource random)
    {
        var place = SqliteHubPlace.Parse(plan.Connection);
        _feed = new SqliteHubFeed(place, plan, new PolledHubSignal(time, TimeSpan.FromMilliseconds(200)), time, random);
        (_place, _plan) = (place, plan);
        _writer = new SqliteHubWriter(place, plan, time);
    }

    public IHubFeed Feed => _feed;

    public IHubWriter Writer => _writer;

    public IHubKeys OpenKeys() => new SqliteHubKeys(_place, _plan);

    public void Dispose()
    {
        _feed.Dispose();
        _writer.Dispose();
    }
}
