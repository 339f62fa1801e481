using System.Security.Cryptography;
using HmsSync.Configuration;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using Microsoft.Extensions.Logging;

namespace HmsSync.Hosting;

/// <summary>The five seams as they are outside of a simulation.</summary>
internal static class Production
{
    public static EngineSeams Seams(
        EnginePlan plan,
        IHub hub,
        IReadOnlyList<AdapterFactory> adapters,
        TimeProvider clock,
        RandomSource random,
        ILoggerFactory loggers)
        => new()
        {
            Clock = clock,
            Random = random,
            Store = StorePlace.File(plan.StorePath),
            Scheduler = new PoolScheduler(),
            Network = new GuardedNetwork(clock).Open,
            Adapters = adapters,
            Hub = hub,
            Loggers = loggers,
        };

    /// <summary>Seeded by the system: no two runs draw the same.</summary>
    public static RandomSource Random()
        => new(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
}
