namespace HmsSync.Seams;

/// <summary>The thread pool.</summary>
internal sealed class PoolScheduler : IEngineScheduler
{
    public Task Start(Func<Task> loop) => Task.Run(loop);
}
