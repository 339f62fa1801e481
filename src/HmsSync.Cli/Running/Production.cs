using System.Security.Cryptography;
using HmsSync.Adapters.Http;
using HmsSync.Configuration;
using HmsSync.Hosting;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using Microsoft.Extensions.Logging;

namespace HmsSync.Cli.Running;

/// <summary>The five seams as they are outside of a simulation.</summary>
internal static class Production
{
    public static EngineSeams Seams(EnginePlan plan, IHub hub, TimeProvider clock, RandomSource random, ILoggerFactory loggers)
        => new()
        {
            Clock = clock,
            Random = random,
            Store = StorePlace.File(plan.StorePath),
            Scheduler = new PoolScheduler(),
            Network = new GuardedNetwork(clock).Open,
            Adapters = [new HttpAdapterFactory()],
            Hub = hub,
            Loggers = loggers,
        };

    /// <summary>Seeded by the system: no two runs draw the same.</summary>
    public static RandomSource Random()
        => new(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
}
