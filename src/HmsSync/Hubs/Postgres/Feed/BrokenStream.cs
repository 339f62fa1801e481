using Npgsql.Replication;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>
/// Npgsql's messages, whose reader stumbles over the connection that it has just given up: when one of its timers finds the
/// connection broken first, the reader ends with a <see cref="NullReferenceException"/> (Npgsql 10.0.0, SetTimeouts on a connection
/// without its connector; seen after a SIGSTOP past <c>wal_sender_timeout</c>). That is a lost connection as any other.
/// </summary>
internal sealed class BrokenStream(IAsyncEnumerator<XLogDataMessage> messages) : IAsyncDisposable
{
    public XLogDataMessage Current => messages.Current;

    /// <exception cref="IOException">The connection broke.</exception>
    public ValueTask<bool> MoveNextAsync()
    {
        var next = messages.MoveNextAsync();
        return next.IsCompletedSuccessfully ? next : WaitAsync(next);
    }

    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await messages.DisposeAsync();
        }
        catch (NullReferenceException stumble)
        {
            throw Lost(stumble);
        }
    }

    private static async ValueTask<bool> WaitAsync(ValueTask<bool> next)
    {
        try
        {
            return await next;
        }
        catch (NullReferenceException stumble)
        {
            throw Lost(stumble);
        }
    }

    private static IOException Lost(NullReferenceException stumble) => new("the replication connection broke while it was read", stumble);
}
