using Npgsql;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>The hub as the feed reaches it: a small pool for questions, a slot and a publication of one name.</summary>
internal sealed class PgHubPlace(string connection, string slot) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _pool = NpgsqlDataSource.Create(PgPlace.Settings(connection));

    /// <summary>The log comes in many small messages: what the server sent meanwhile is read at once.</summary>
    private const int StreamBufferBytes = 64 * 1024;

    /// <summary>For the replication connection. Holds a secret: never logged.</summary>
    public string Connection { get; }
        = new NpgsqlConnectionStringBuilder(PgPlace.Settings(connection).ConnectionString) { ReadBufferSize = StreamBufferBytes }
            .ConnectionString;

    /// <summary>The name of the slot, and of the publication.</summary>
    public string Slot => slot;

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellation) => _pool.OpenConnectionAsync(cancellation);

    /// <summary>Writes a mark into the stream: it comes after every commit that is visible now. Durable when this returns.</summary>
    public async Task MarkAsync(string text, CancellationToken cancellation)
    {
        await using var hub = await OpenAsync(cancellation);
        await PgQuery.RunAsync(hub, "SELECT pg_logical_emit_message(true, $1, $2)", cancellation, StreamDecoder.MarkPrefix, text);
    }

    public ValueTask DisposeAsync() => _pool.DisposeAsync();
}
