namespace HmsSync.Hosting;

/// <summary>Waiting for the signal that ends the process.</summary>
internal static class Stopping
{
    /// <summary>Completes when the token is cancelled; never throws for it.</summary>
    public static async Task UntilCancelledAsync(this CancellationToken stop)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(() => cancelled.TrySetResult());
        await cancelled.Task;
    }
}
