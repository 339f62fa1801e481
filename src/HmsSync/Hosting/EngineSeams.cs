using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs;
using HmsSync.Lanes.Handlers;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using Microsoft.Extensions.Logging;

namespace HmsSync.Hosting;

/// <summary>
/// The five seams: clock, randomness, store, network, scheduler. With others in their place a whole engine runs on one
/// thread in virtual time, and a seed replays it.
/// </summary>
internal sealed record EngineSeams
{
    public required TimeProvider Clock { get; init; }

    public required RandomSource Random { get; init; }

    public required StorePlace Store { get; init; }

    public required IEngineScheduler Scheduler { get; init; }

    /// <summary>The network: what a partner's adapter calls with. Disposed with the engine.</summary>
    public required Func<PartnerPlan, HttpMessageInvoker> Network { get; init; }

    public required IReadOnlyList<AdapterFactory> Adapters { get; init; }

    /// <summary>Code that takes part as a participant, by its name.</summary>
    public IReadOnlyDictionary<string, HandlerCode> Handlers { get; init; } = new Dictionary<string, HandlerCode>();

    /// <summary>The hub database.</summary>
    public required IHub Hub { get; init; }

    public required ILoggerFactory Loggers { get; init; }
}

/// <summary>Both ways of the hub database.</summary>
internal interface IHub : IDisposable
{
    IHubFeed Feed { get; }

    IHubWriter Writer { get; }

    /// <summary>Tells keys of hub records; the caller disposes it.</summary>
    IHubKeys OpenKeys();

    IHubRecords Records { get; }
}
