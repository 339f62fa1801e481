using HmsSync.Feeds;

namespace HmsSync.Hosting.Control;

/// <summary>Something that stands still for a person.</summary>
/// <param name="Does">What going on would do.</param>
/// <param name="GoOn">Lets it; not null: why it cannot.</param>
internal sealed record HeldThing(string Does, Func<Task<HubStoppedException?>> GoOn)
{
    /// <summary>It went on.</summary>
    public static readonly Task<HubStoppedException?> Gone = Task.FromResult<HubStoppedException?>(null);

    /// <summary>For <c>status</c> and <c>/readyz</c>; null: something else tells it.</summary>
    public Degraded? Told { get; init; }
}
