using Npgsql;

namespace HmsSync.Hubs.Postgres.Writing;

/// <summary>
/// A commit whose answer never came. The server tells by the transaction's number what became of it, but only within one life:
/// a crash can give a number that was never written down to another transaction.
/// </summary>
/// <param name="Transaction">Its number, with the epoch (xid8).</param>
/// <param name="Life">Of the server that it ran on.</param>
internal sealed record PgCommitFate(string Transaction, string Life)
{
    /// <summary>SQLSTATE of a number that was not given out yet: a crash took ours back.</summary>
    private const string InTheFuture = PostgresErrorCodes.InvalidParameterValue;

    /// <summary>Asks on another connection.</summary>
    /// <exception cref="NpgsqlException">The hub was lost again.</exception>
    public async Task<CommitFate> AskAsync(PgWriteSession session, CancellationToken cancellation)
    {
        try
        {
            var status = await PgQuery.ReadAsync(
                session.Connection,
                "SELECT pg_xact_status($1::text::xid8)",
                row => row.IsDBNull(0) ? "" : row.GetString(0),
                cancellation,
                Transaction);
            return status[0] switch
            {
                "in progress" => CommitFate.InProgress,
                "aborted" => CommitFate.Aborted,
                "committed" when session.Life == Life => CommitFate.Committed,
                _ => CommitFate.Unknown,
            };
        }
        catch (PostgresException failure) when (failure.SqlState == InTheFuture)
        {
            return CommitFate.Aborted;
        }
    }
}

internal enum CommitFate
{
    /// <summary>Its backend is still at it.</summary>
    InProgress,
    Committed,

    /// <summary>Nothing of it is in the hub, nor will be.</summary>
    Aborted,

    /// <summary>It has ended; whether well, only the feed can tell.</summary>
    Unknown,
}
