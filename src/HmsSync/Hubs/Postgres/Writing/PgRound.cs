using HmsSync.Configuration;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Writing;

/// <summary>One transaction over the deliveries of a call that have no result yet.</summary>
internal sealed class PgRound(PgWriteSession session, HubPlan plan, TimeProvider time, PgCall call)
{
    /// <summary>Invariant 11: beyond 64 savepoints each snapshot on the server becomes dearer (src/include/storage/proc.h).</summary>
    private const int MostRecords = 50;

    /// <summary>The application waits for rows that we hold: not longer than this, the last record and the commit aside.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(50);

    private readonly PgRecordApply _apply = new(session);
    private readonly List<(int Index, ApplyResult Result)> _done = [];

    /// <summary>Number of the transaction; null: it has written nothing.</summary>
    public string? Transaction => _apply.Transaction;

    /// <summary>Begins, applies, and stops before the commit.</summary>
    /// <exception cref="PostgresException">Not of one record: see <see cref="PgFailure.Of"/>.</exception>
    /// <exception cref="NpgsqlException">The connection was lost; nothing of this is in the hub.</exception>
    public async Task FillAsync()
    {
        await BeginAsync();
        var began = time.GetTimestamp();
        foreach (var (index, delivery) in call.Left)
        {
            var result = await session.RecordsAsync(plan, delivery.Table, CancellationToken.None) is { } records
                ? await ApplyAsync(records, delivery)
                : new ApplyResult(ApplyResultKind.Refused, "unknown_table", $"the hub has no table {delivery.Table} to write");
            _done.Add((index, result));
            if (result.Kind == ApplyResultKind.Locked)
            {
                call.MetLock();
                await session.RunAsync(LockTimeout());
            }

            if (call.OneByOne || _done.Count == MostRecords || time.GetElapsedTime(began) >= LongestHold)
            {
                break;
            }
        }
    }

    /// <summary>The commit has ended: what came of the deliveries is known.</summary>
    /// <param name="writes">Instead of what was written; null: it stands.</param>
    public void Tell(ApplyResult? writes)
    {
        foreach (var (index, result) in _done)
        {
            call.Set(index, result.Kind == ApplyResultKind.Written ? writes ?? result : result);
        }
    }

    /// <summary>The commit failed: they go again one by one; one that was alone is to blame.</summary>
    public void Broke(ApplyResult why)
    {
        if (_done is [var (index, _)])
        {
            call.Set(index, why);
        }

        call.OneByOne = true;
    }

    private async Task<ApplyResult> ApplyAsync(PgRecords records, HubApply delivery)
    {
        try
        {
            return await _apply.ApplyAsync(records, delivery);
        }
        catch (PostgresException failure) when (call.HasLookedAgain && PgFailure.Of(failure) == PgVerdict.Schema)
        {
            await _apply.UndoAsync();
            return PgFailure.OfRecord(failure);
        }
    }

    private async Task BeginAsync()
    {
        await session.RunAsync("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
        await session.RunAsync(LockTimeout());
        await session.CheckTablesAsync();
    }

    private string LockTimeout()
        => string.Create(CultureInfo.InvariantCulture, $"SET LOCAL lock_timeout = {(int)call.LockWait.TotalMilliseconds}");
}
