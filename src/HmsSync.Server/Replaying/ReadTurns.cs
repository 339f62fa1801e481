namespace HmsSync.Server.Replaying;

/// <summary>
/// Invariant 11: how many pages of views are read from the store at once, whoever asks for them; live streams, which read from
/// memory, do not wait here.
/// </summary>
internal sealed class ReadTurns : IDisposable
{
    private readonly SemaphoreSlim _turns = new(Math.Max(2, Environment.ProcessorCount));

    public async Task<T> TakeAsync<T>(Func<T> read, CancellationToken stop)
    {
        await _turns.WaitAsync(stop);
        try
        {
            return read();
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();
}
