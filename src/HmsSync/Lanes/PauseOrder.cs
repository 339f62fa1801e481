namespace HmsSync.Lanes;

/// <summary>
/// Orders the pauses of one lane, an operator's and the engine's: the last that was decided stands, at the gate and in the
/// store, in whatever order they get there.
/// </summary>
internal sealed class PauseOrder
{
    private long _last;
    private long _stored;

    /// <summary>Whatever is decided now comes after all before.</summary>
    public long Next() => Interlocked.Increment(ref _last);

    /// <summary>False when one that was decided later is stored already. For the store's writer alone.</summary>
    public bool MayStore(long turn)
    {
        if (turn < _stored)
        {
            return false;
        }

        _stored = turn;
        return true;
    }
}

/// <summary>A pause of one lane, with its place among the others.</summary>
/// <param name="Lane">The lane's number.</param>
/// <param name="Pause">Null: it goes on.</param>
/// <param name="Turn">From <paramref name="Order"/>.</param>
/// <param name="Order">The lane's.</param>
internal sealed record PauseDecision(int Lane, LanePause? Pause, long Turn, PauseOrder Order);
