namespace HmsSync.Seams;

/// <summary>
/// Starts the engine's loops. In production on the thread pool; in simulation all on one thread, in an order a seed decides.
/// </summary>
internal interface IEngineScheduler
{
    /// <summary>Starts the loop and returns at once; the task ends as the loop ends.</summary>
    Task Start(Func<Task> loop);
}
