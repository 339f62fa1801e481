using HmsSync.Changes;

namespace HmsSync.Lanes;

/// <summary>
/// How many calls a second go out: as configured, and fewer for a while after the participant asked for fewer. Halved each time
/// it asks, then a tenth and one more each second that goes well, until twice of what was too much goes well again.
/// </summary>
/// <param name="configured">Calls a second at most; null: no limit.</param>
internal sealed class LanePace(double? configured)
{
    /// <summary>However often it asks, so many a second are tried.</summary>
    public const double Slowest = 1;

    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(1);

    private EventTime _nextStart;
    private EventTime _began;
    private int _started;
    private double _before;
    private double _tooMuch;
    private double? _limit;

    /// <summary>Calls a second that go out at most just now; null: no limit.</summary>
    public double? Rate => _limit is { } limit && !(configured <= limit) ? limit : configured;

    /// <summary>It was asked to go slower, and has not found its pace again.</summary>
    public double? Slowed => _limit;

    /// <summary>How long the next call must wait; counts it.</summary>
    public TimeSpan Next(EventTime now)
    {
        Count(now);
        if (Rate is not { } rate)
        {
            return TimeSpan.Zero;
        }

        var start = _nextStart > now && _nextStart - now < Backoff.RetryAfterCeiling ? _nextStart : now;
        _nextStart = start + TimeSpan.FromSeconds(1 / rate);
        return start - now;
    }

    /// <summary>The participant wants fewer calls than it got.</summary>
    public void SlowDown(EventTime now)
    {
        Count(now);
        if (_limit is null)
        {
            _tooMuch = Math.Max(Math.Max(_before, _started), Slowest);
        }

        _limit = Math.Max(Slowest, (_limit ?? _tooMuch) / 2);
    }

    /// <summary>A call went well at this pace.</summary>
    public void Answered()
    {
        if (_limit is { } limit)
        {
            var faster = limit + (((limit / 10) + 1) / limit);
            _limit = faster > 2 * _tooMuch ? null : faster;
        }
    }

    private void Count(EventTime now)
    {
        if (now - _began >= Measured || now < _began)
        {
            // Only of the second before: after a pause nothing is known of what would have been too much.
            _before = now - _began < Measured * 2 ? _started : 0;
            (_began, _started) = (now, 0);
        }

        _started++;
    }
}
