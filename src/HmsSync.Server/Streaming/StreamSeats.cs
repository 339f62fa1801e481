namespace HmsSync.Server.Streaming;

/// <summary>Invariant 11: how many clients there may be at once, and how many of them by one key. Safe for several threads.</summary>
internal sealed class StreamSeats(int most)
{
    /// <summary>One key, however its clients misbehave, leaves most of the seats to the others.</summary>
    private const int ShareOfAKey = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);
    private int _taken;

    public int Most => most;

    /// <param name="key">By which it came; null: by none.</param>
    /// <returns>False: there is no seat for it, and none to be left.</returns>
    public bool Take(string? key)
    {
        lock (_gate)
        {
            var own = key is null ? 0 : _byKey.GetValueOrDefault(key);
            if (_taken >= most || own >= Math.Max(1, most / ShareOfAKey))
            {
                return false;
            }

            _taken++;
            if (key is not null)
            {
                _byKey[key] = own + 1;
            }

            return true;
        }
    }

    public void Leave(string? key)
    {
        lock (_gate)
        {
            _taken--;
            if (key is not null && --_byKey[key] == 0)
            {
                _byKey.Remove(key);
            }
        }
    }
}
