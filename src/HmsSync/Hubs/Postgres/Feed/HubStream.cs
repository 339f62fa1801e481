using HmsSync.Feeds;
using HmsSync.Seams;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>
/// Reads the replication stream in the background into a bounded buffer, and connects again whenever it is cut. Ends only when
/// told to, or when the stream cannot be followed any further (invariant 12).
/// </summary>
internal sealed partial class HubStream(
    PgHubPlace place,
    FollowedTables tables,
    PublicationMark mark,
    PgPosition start,
    TimeProvider time,
    RandomSource random,
    ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LookForAnswer = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly StreamDecoder _decoder = new(start);
    private readonly RowFiller _filler = new(place);
    private StreamConnection? _connection;
    private Task _running = Task.CompletedTask;
    private ulong _confirmed = start.Lsn;
    private volatile string? _away = "not connected yet";

    public StepBuffer Buffer { get; } = new();

    /// <summary>Why the hub is not connected just now; null: it is.</summary>
    public string? Away => _away;

    /// <summary>Up to here this connection has shown everything; 0: nothing yet.</summary>
    public ulong Received => _away is null ? Volatile.Read(ref _connection)?.Received ?? 0 : 0;

    /// <summary>The journal holds everything up to the place.</summary>
    public void Confirm(ulong lsn)
    {
        Volatile.Write(ref _confirmed, lsn);
        if (_away is null)
        {
            Volatile.Read(ref _connection)?.Confirm(lsn);
        }
    }

    public void Start() => _running = Task.Run(() => RunAsync(_stop.Token));

    /// <summary>Without waiting for it.</summary>
    public void Stop() => _stop.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _decoder.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        var pause = FirstPause;
        while (!stop.IsCancellationRequested)
        {
            var before = _decoder.Reached;
            try
            {
                await FollowAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (HubStoppedException stopped)
            {
                Buffer.End(stopped);
                return;
            }
            catch (Exception failure) when (FeedFailure.IsAway(failure))
            {
                if (FeedFailure.Stop(failure, place.Slot) is { } stopped)
                {
                    Buffer.End(stopped);
                    return;
                }

                Lost(failure);
            }
#pragma warning disable CA1031 // whatever it is, the feed must learn of it: nobody else looks at this task
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Buffer.End(fault);
                return;
            }

            pause = before != _decoder.Reached ? FirstPause : pause; // it went on in between
            await PauseAsync(pause, stop);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        await using var connection = new StreamConnection(place.Connection, place.Slot);
        var (origin, end) = await connection.OpenAsync(stop);
        var reached = _decoder.Restart(Volatile.Read(ref _confirmed));
        await SlotGuard.CheckAsync(place, reached, origin, end, stop);
        await using (var hub = await place.OpenAsync(stop))
        {
            await mark.CheckAsync(hub, stop);
        }

        connection.Confirm(Volatile.Read(ref _confirmed));
        Volatile.Write(ref _connection, connection);
        try
        {
            await using var messages = connection.ReadAsync(reached.Lsn, stop).GetAsyncEnumerator(CancellationToken.None);
            var next = messages.MoveNextAsync().AsTask();
            while (!next.IsCompleted && connection.Received == 0)
            {
                // An idle server says no more than where it stands, and that wakes nobody. The wait for a message ends with the token.
                await Task.WhenAny(next, Task.Delay(LookForAnswer, time, CancellationToken.None));
            }

            if (!next.IsCompleted)
            {
                Connected();
            }

            for (var isMessage = await next; isMessage; isMessage = await messages.MoveNextAsync())
            {
                Connected();
                await TakeAsync(messages.Current, stop);
            }
        }
        finally
        {
            _away ??= "the connection was lost";
            Volatile.Write(ref _connection, null);
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> message, CancellationToken stop)
    {
        if (message.Span[0] == (byte)'R')
        {
            var relation = RelationMessage.Read(message.Span);
            var (table, held) = await tables.SeenAsync(relation, stop);
            _decoder.Describe(relation.Id, table);
            if (held is not null)
            {
                await Buffer.PutAsync(new FeedStep(StepKind.Hold, null, null, 0, 0, 0, held), stop);
            }

            return;
        }

        if (_decoder.Decode(message) is not { } step)
        {
            return;
        }

        if (_decoder.Lacking is { } lacking && await _filler.ReadAsync(lacking, step.Second!.Key, stop) is { } now)
        {
            step = _decoder.Fill(step, lacking, now);
        }

        await Buffer.PutAsync(step, stop);
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stop)
    {
        try
        {
            // Full jitter: many who lost the same server do not come back at once.
            await Task.Delay(pause * (0.5 + (random.NextDouble() / 2)), time, stop);
        }
        catch (OperationCanceledException)
        {
            // The loop looks.
        }
    }

    private void Connected()
    {
        if (_away is not null)
        {
            _away = null;
            LogConnected();
            Buffer.Wake();
        }
    }

    /// <summary>One line when it is lost, none for each try.</summary>
    private void Lost(Exception failure)
    {
        var why = failure is PostgresException said ? $"{said.MessageText} ({said.SqlState})" : failure.Message;
        if (_away != why)
        {
            LogLost(why);
        }

        _away = why;
        Buffer.Wake();
    }

    [LoggerMessage(2101, LogLevel.Information, "Connected to the hub's replication stream.")]
    private partial void LogConnected();

    [LoggerMessage(2102, LogLevel.Warning, "The hub's replication stream is lost, trying again: {What}")]
    private partial void LogLost(string what);
}
