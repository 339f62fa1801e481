using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs;
using HmsSync.Hubs.Postgres.Feed;
using HmsSync.Hubs.Postgres.Writing;
using HmsSync.Seams;
using Microsoft.Extensions.Logging;

namespace HmsSync.Hosting;

/// <summary>Both ways of the PostgreSQL database that the configuration names.</summary>
internal sealed class PostgresHub(HubPlan plan, TimeProvider clock, RandomSource random, ILoggerFactory loggers) : IHub
{
    private readonly PostgresHubFeed _feed = new(plan, clock, random, loggers.CreateLogger("HmsSync.Hubs"));
    private readonly PostgresHubWriter _writer = new(plan.Connection, plan, clock);

    public IHubFeed Feed => _feed;

    public IHubWriter Writer => _writer;

    public IHubKeys OpenKeys() => _feed.OpenKeys();

    public void Dispose()
    {
        _feed.Dispose();
        _writer.Dispose();
    }
}
