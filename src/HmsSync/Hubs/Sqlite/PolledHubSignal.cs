namespace HmsSync.Hubs.Sqlite;

/// <summary>Looks every so often, by the clock alone: for a hub that is no file, and for simulation.</summary>
internal sealed class PolledHubSignal(TimeProvider time, TimeSpan every) : IHubSignal
{
    public async Task WaitAsync(Func<bool> changed, CancellationToken cancellation)
    {
        while (!changed())
        {
            await Task.Delay(every, time, cancellation);
        }
    }

    public void Dispose()
    {
    }
}
