using HmsSync.Configuration;
using HmsSync.Feeds;

namespace HmsSync.Hosting.Doctor;

/// <summary>Looks at everything that the engine needs and that it does not make itself; changes nothing.</summary>
internal static class Doctor
{
    /// <param name="plan">The configuration.</param>
    /// <param name="position">Where the hub's feed stands by the store; the start: there is no store yet.</param>
    /// <param name="clock">Ours.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<Finding>> LookAsync(
        EnginePlan plan, FeedPosition position, TimeProvider clock, CancellationToken cancellation)
    {
        List<Finding> found = [.. BoxLooks.All(plan)];
        found.AddRange(plan.Hub.Kind switch
        {
            HubKind.Sqlite => SqliteLooks.All(plan.Hub, position),
            HubKind.Postgres => await PostgresLooks.AllAsync(plan.Hub, position, clock, cancellation),
        });
        return found;
    }
}
