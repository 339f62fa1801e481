using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs;
using HmsSync.Hubs.Postgres.Feed;
using HmsSync.Hubs.Postgres.Keys;
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
    private readonly HubPlan _plan;
    private readonly TimeProvider _clock;

    public PostgresHub(HubPlan plan, TimeProvider clock, RandomSource random, ILoggerFactory loggers)
    {
        (_plan, _clock) = (plan, clock);
        _feed = new PostgresHubFeed(plan, clock, random, loggers.CreateLogger("HmsSync.Hubs"));
        _writer = new PostgresHubWriter(plan.Connection, plan, clock);
        _records = _feed.OpenRecords();
    }

    public IHubFeed Feed => _feed;

    public IHubWriter Writer => _writer;

    public IHubKeys OpenKeys() => new PostgresHubKeys(_plan.Connection, _plan, _clock);

    public IHubRecords Records => _records;

    public void Dispose()
    {
        _records.Dispose();
        _feed.Dispose();
        _writer.Dispose();
    }
}
