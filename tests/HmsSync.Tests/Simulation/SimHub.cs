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
    private readonly SqliteHubRecords _records;

    /// <param name="plan">Its tables.</param>
    /// <param name="time">Of the world.</param>
    /// <param name="random">Of this life.</param>
    /// <param name="connections">Of the world; null: new ones each time.</param>
    /// <param name="look">How often it is looked whether something changed; null: each 200 ms.</param>
    public SimHub(HubPlan plan, TimeProvider time, RandomSource random, KeptConnections? connections = null, TimeSpan? look = null)
    {
        var place = SqliteHubPlace.Parse(plan.Connection, connections is null ? null : connections.Take);
        (_place, _plan) = (place, plan);
        _feed = new SqliteHubFeed(place, plan, new PolledHubSignal(time, look ?? TimeSpan.FromMilliseconds(200)), time, random);
        _writer = new SqliteHubWriter(place, plan, time);
        _records = new SqliteHubRecords(place, plan, time);
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
