namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>The transaction that the stream is in.</summary>
/// <param name="Commit">Where its commit begins in the log: what orders transactions.</param>
/// <param name="At">When it was committed, microseconds since 1970 UTC.</param>
/// <param name="Xid">Its id, without the epoch.</param>
/// <param name="Skip">So many of its row messages were handed on before.</param>
internal readonly record struct OpenTransaction(ulong Commit, long At, uint Xid, long Skip)
{
    /// <summary>Microseconds from 1970 to 2000, where PostgreSQL's time begins.</summary>
    private const long PostgresEpoch = 946_684_800_000_000;

    /// <summary>Reads a Begin message.</summary>
    /// <param name="message">Of pgoutput, type B.</param>
    /// <param name="reached">What was handed on: a transaction before it is skipped whole, the open one in part.</param>
    public static OpenTransaction Begin(ReadOnlySpan<byte> message, PgPosition reached)
    {
        var wire = new WireReader(message);
        wire.Skip(1);
        var commit = wire.UInt64();
        var at = wire.Int64() + PostgresEpoch;
        return new OpenTransaction(
            commit, at, wire.UInt32(), commit < reached.Lsn ? long.MaxValue : commit == reached.Open ? reached.Ordinal : 0);
    }
}
