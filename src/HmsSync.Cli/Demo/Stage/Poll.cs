namespace HmsSync.Cli.Demo;

/// <summary>Looks again and again until something is so, or its time has run out.</summary>
internal sealed class Poll(TimeProvider clock, CancellationToken stop)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(5);

    /// <param name="within">How long it may take.</param>
    /// <param name="look">Null: not yet.</param>
    /// <returns>What was seen; null: it was not so in time.</returns>
    public async Task<T?> UntilAsync<T>(TimeSpan within, Func<Task<T?>> look)
        where T : class
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            if (await look() is { } seen)
            {
                return seen;
            }

            if (clock.GetElapsedTime(began) > within)
            {
                return null;
            }

            await Task.Delay(Between, clock, stop);
        }
    }
}
