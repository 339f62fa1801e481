namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>What a snapshot sees (pg_snapshot, PostgreSQL manual 9.27.11): <c>xmin:xmax:xip,xip</c> with 64-bit ids.</summary>
internal sealed class VisibleTransactions
{
    private readonly ulong _from;
    private readonly ulong _to;
    private readonly HashSet<ulong> _running;

    public VisibleTransactions(string snapshot)
    {
        var parts = snapshot.Split(':');
        _from = ulong.Parse(parts[0], CultureInfo.InvariantCulture);
        _to = ulong.Parse(parts[1], CultureInfo.InvariantCulture);
        _running =
        [
            .. parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(x => ulong.Parse(x, CultureInfo.InvariantCulture)),
        ];
    }

    /// <summary>Those that run as the snapshot is taken, without their epoch.</summary>
    public IEnumerable<uint> Running => _running.Select(x => unchecked((uint)x));

    /// <param name="xid">Of a transaction that ended not long ago, without its epoch.</param>
    public bool Sees(uint xid)
    {
        var full = (_to & ~(ulong)uint.MaxValue) | xid;
        if (full > _to && full - _to > int.MaxValue && full > uint.MaxValue)
        {
            full -= 1UL << 32; // of the epoch before
        }

        return full < _from || (full < _to && !_running.Contains(full));
    }
}
