using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs;
using HmsSync.Hubs.Postgres.Feed;
using HmsSync.Hubs.Postgres.Writing;
using HmsSync.Seams;
using Microsoft.Extensions.Logging;

namespace HmsSync.Hosting;

/// <summary>Both ways of the PostgreSQL database that the configuration names.</summary>
internal sealed class PostgresHub : IHub
{
    private readonly PostgresHubFeed _feed;
    private readonly PostgresHubWriter _writer;
    private readonly IHubRecords _records;

    public PostgresHub(HubPlan plan, TimeProvider clock, RandomSource random, ILoggerFactory loggers)
    {
        _feed = new PostgresHubFeed(plan, clock, random, loggers.CreateLogger("HmsSync.Hubs"));
        _writer = new PostgresHubWriter(plan.Connection, plan, clock);
        _records = _feed.OpenRecords();
    }

    public IHubFeed Feed => _feed;

    public IHubWriter Writer => _writer;

    public IHubKeys OpenKeys() => _feed.OpenKeys();

    public IHubRecords Records => _records;

    public void Dispose()
    {
        _records.Dispose();
        _feed.Dispose();
        _writer.Dispose();
    }
}
