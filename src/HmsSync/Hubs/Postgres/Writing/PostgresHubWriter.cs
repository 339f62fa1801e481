using System.Data;
using HmsSync.Configuration;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Writing;

/// <summary>
/// Writes partners' changes into a PostgreSQL hub: many records a transaction, each under its own savepoint and tag, none for
/// so long that the application feels it.
/// </summary>
/// <param name="connection">Npgsql connection string.</param>
/// <param name="plan">The tables.</param>
/// <param name="time">Measures how long others wait for us.</param>
internal sealed class PostgresHubWriter(string connection, HubPlan plan, TimeProvider time) : IHubWriter, IAsyncDisposable, IDisposable
{
    /// <summary>So long is a server waited for that was lost while it committed; then only the feed can tell.</summary>
    private static readonly TimeSpan LongestDoubt = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private static readonly ApplyResult InDoubt = new(
        ApplyResultKind.Unknown, "hub_commit_unknown", "the hub database was lost while it committed; its feed will tell whether it did");

    private PgWriteSession? _session;
    private PgCommitFate? _doubt;

    public async Task<IReadOnlyList<ApplyResult>> ApplyAsync(IReadOnlyList<HubApply> deliveries, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var call = new PgCall(deliveries);
        while (!call.IsDone)
        {
            var failure = cancellation.IsCancellationRequested
                ? new ApplyResult(ApplyResultKind.Unavailable, "stopping", "the engine is stopping")
                : await RoundAsync(call);
            if (failure is not null)
            {
                return call.EndWith(failure);
            }
        }

        return call.Results;
    }

    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string table, string keyJson, CancellationToken cancellation)
    {
        try
        {
            var session = await OpenAsync(cancellation);
            return await session.RecordsAsync(plan, table, cancellation) is { } records && records.ReadKey(keyJson, out var key) is null
                ? await session.ReadAsync(records, key, cancellation)
                : null;
        }
        catch (NpgsqlException failure)
        {
            await CloseAsync();
            throw PgFailure.Stop(failure);
        }
    }

    public ValueTask DisposeAsync() => CloseAsync();

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }

    /// <summary>One transaction; what keeps all deliveries without a result waiting, or null.</summary>
    private async Task<ApplyResult?> RoundAsync(PgCall call)
    {
        try
        {
            var session = await OpenAsync(CancellationToken.None);
            if (!await IsDoubtOverAsync(session))
            {
                return InDoubt with { Kind = ApplyResultKind.Unavailable };
            }

            var round = new PgRound(session, plan, time, call);
            await round.FillAsync();
            return await CommitAsync(session, round, call);
        }
        catch (NpgsqlException failure)
        {
            return await AfterAsync(failure, call);
        }
        catch
        {
            await CloseAsync(); // a decision of ours is wrong: nothing of its transaction may stay
            throw;
        }
    }

    private async Task<ApplyResult?> AfterAsync(NpgsqlException failure, PgCall call)
    {
        switch (PgFailure.Of(failure))
        {
            case PgVerdict.Again when call.MayGoAgain():
                await RollbackAsync();
                return null;
            case PgVerdict.Again:
                await RollbackAsync();
                return PgFailure.Busy;
            case PgVerdict.Schema when !call.HasLookedAgain:
                await RollbackAsync();
                call.HasLookedAgain = true;
                _session?.ForgetTables();
                return null;
            default:
                var wasLost = _session is not null
                    && failure is not PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction };
                await CloseAsync();
                if (wasLost && !call.HasReconnected)
                {
                    call.HasReconnected = true; // nothing of the transaction is in the hub, and the connection may have been old
                    return null;
                }

                return PgFailure.Lost(failure);
        }
    }

    private async Task<ApplyResult?> CommitAsync(PgWriteSession session, PgRound round, PgCall call)
    {
        try
        {
            await session.RunAsync("COMMIT");
            round.Tell(null);
            return null;
        }
        catch (PostgresException failure) when (PgFailure.Of(failure) == PgVerdict.Record)
        {
            // What a trigger made at the end broke it. The server has rolled it back and says so.
            round.Broke(PgFailure.OfRecord(failure));
            return null;
        }
        catch (NpgsqlException failure) when (round.Transaction is not null && PgFailure.Of(failure) == PgVerdict.Lost)
        {
            // Invariant 1: neither lost nor written twice. What was asked and not answered is found out before anything follows.
            _doubt = new PgCommitFate(round.Transaction, session.Life);
            await CloseAsync();
            var isAborted = await ResolveAsync(round);
            return isAborted && !call.MayGoAgain() ? PgFailure.Lost(failure) : null;
        }
    }

    /// <summary>
    /// Waits for the server to say what became of the commit. True: it was rolled back, the same deliveries may go again.
    /// </summary>
    private async Task<bool> ResolveAsync(PgRound round)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var fate = await FateAsync();
            if (fate == CommitFate.Aborted)
            {
                return true;
            }

            if (fate != CommitFate.InProgress || time.GetElapsedTime(began) >= LongestDoubt)
            {
                round.Tell(fate == CommitFate.Committed ? null : InDoubt);
                return false;
            }

            await Task.Delay(BetweenLooks, time, CancellationToken.None);
        }
    }

    private async Task<CommitFate> FateAsync()
    {
        try
        {
            var session = await OpenAsync(CancellationToken.None);
            var fate = await _doubt!.AskAsync(session, CancellationToken.None);
            _doubt = fate == CommitFate.InProgress ? _doubt : null;
            return fate;
        }
        catch (NpgsqlException)
        {
            await CloseAsync();
            return CommitFate.InProgress; // as far as anybody knows
        }
    }

    /// <summary>Nothing is applied beside a transaction of ours that may still end either way.</summary>
    private async Task<bool> IsDoubtOverAsync(PgWriteSession session)
    {
        if (_doubt is not null && await _doubt.AskAsync(session, CancellationToken.None) != CommitFate.InProgress)
        {
            _doubt = null;
        }

        return _doubt is null;
    }

    private async Task<PgWriteSession> OpenAsync(CancellationToken cancellation)
    {
        if (_session is { Connection.State: not ConnectionState.Open })
        {
            await CloseAsync();
        }

        return _session ??= await PgWriteSession.OpenAsync(connection, cancellation);
    }

    private async Task RollbackAsync()
    {
        try
        {
            await _session!.RunAsync("ROLLBACK");
        }
        catch (NpgsqlException)
        {
            await CloseAsync(); // then the server rolls back
        }
    }

    private async ValueTask CloseAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync();
        }
    }
}
