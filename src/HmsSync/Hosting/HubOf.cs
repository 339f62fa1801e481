using HmsSync.Configuration;
using HmsSync.Seams;
using Microsoft.Extensions.Logging;

namespace HmsSync.Hosting;

/// <summary>The hub that a plan names, as it is outside of a simulation.</summary>
internal static class HubOf
{
    public static IHub Plan(HubPlan plan, TimeProvider clock, RandomSource random, ILoggerFactory loggers) => plan.Kind switch
    {
        HubKind.Sqlite => new SqliteHub(plan, clock, random),
        HubKind.Postgres => new PostgresHub(plan, clock, random, loggers),
    };
}
