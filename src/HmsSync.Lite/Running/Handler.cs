using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Map;
using HmsSync.Routing;

namespace HmsSync.Lite.Running;

/// <summary>Code that listens to a table or a topic.</summary>
/// <param name="On">Table or topic.</param>
/// <param name="IsTable">Which of both.</param>
/// <param name="Code">What is called.</param>
/// <param name="Name">As a participant; the same in every run, for its lane and its keys hang on it.</param>
/// <param name="Options">How it is called.</param>
internal sealed record Handler(string On, bool IsTable, Func<SyncEvent, Task> Code, string Name, HandlerOptions Options)
{
    /// <summary>The participant it is.</summary>
    public PartnerPlan Plan => new(new Participant(Name))
    {
        Adapter = PartnerPlan.HandlerAdapter,
        Deletes = new DeletesPlan(true, null),
        Send = [new RoutePlan(On, Condition.Always, false, MappingPlan.Identity)],
        Timeout = Options.Timeout,
        Concurrency = Options.Concurrency,
        Retry = new RetryPlan(Options.FirstRetry, Options.LongestRetry, Options.GiveUpAfter),
    };
}
