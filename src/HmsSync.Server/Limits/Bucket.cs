namespace HmsSync.Server.Limits;

/// <summary>So many a second, and as many at once after a quiet second (a token bucket).</summary>
/// <param name="perSecond">More than 0.</param>
/// <param name="clock">Ticks.</param>
internal sealed class Bucket(double perSecond, TimeProvider clock)
{
    private readonly Lock _turn = new();
    private readonly double _most = Math.Max(1, perSecond);
    private double _left = Math.Max(1, perSecond);
    private long _at = clock.GetTimestamp();

    /// <summary>Nobody has taken anything for a while.</summary>
    public bool IsFull
    {
        get
        {
            lock (_turn)
            {
                Fill();
                return _left >= _most;
            }
        }
    }

    /// <summary>False: come again in a second.</summary>
    public bool TryTake()
    {
        lock (_turn)
        {
            Fill();
            if (_left < 1)
            {
                return false;
            }

            _left--;
            return true;
        }
    }

    private void Fill()
    {
        var now = clock.GetTimestamp();
        _left = Math.Min(_most, _left + (clock.GetElapsedTime(_at, now).TotalSeconds * perSecond));
        _at = now;
    }
}
