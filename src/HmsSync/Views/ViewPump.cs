using HmsSync.Seams;
using Microsoft.Extensions.Logging;

namespace HmsSync.Views;

/// <summary>Renders what is journaled into a ring, from now on and until it is told to stop.</summary>
internal sealed partial class ViewPump(EventView view, TimeProvider clock, ILogger logger)
{
    /// <summary>After each look it rests this long: what comes meanwhile goes out together.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(5);

    /// <summary>How often it wakes clients when nothing comes.</summary>
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(1);

    private readonly AsyncSignal _signal = new();
    private readonly FrameBuffer _buffer = new();
    private volatile bool _stopped;
    private volatile bool _ended;
    private long _beat = clock.GetTimestamp();

    public ViewRing Ring { get; } = new(view.AtNewest().After);

    public bool HasEnded => _ended;

    public void Wake() => _signal.Set();

    public void Stop()
    {
        _stopped = true;
        _signal.Set();
    }

    /// <summary>Never throws: a fault ends it, its clients are sent away, and whoever comes again starts another.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (!_stopped)
            {
                if (Look())
                {
                    await Task.Delay(Rest, clock, CancellationToken.None);
                }
                else
                {
                    await _signal.WaitAsync(BeatEvery, clock);
                    BeatWhenDue();
                }
            }
        }
#pragma warning disable CA1031 // whatever it was, clients must not wait for a loop that is gone
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogEnded(fault.GetType().Name);
        }
        finally
        {
            _ended = true;
            Ring.Close();
        }
    }

    private void BeatWhenDue()
    {
        if (clock.GetElapsedTime(_beat) >= BeatEvery)
        {
            _beat = clock.GetTimestamp();
            Ring.Beat();
        }
    }

    /// <summary>False: nothing new.</summary>
    private bool Look()
    {
        var head = Ring.Head;
        _buffer.Clear();
        var page = view.Read(head, EventView.MostRows, topics: null, FrameForm.Events, _buffer);
        if (page.Gap is { } gap)
        {
            // Forgotten before it was seen. What comes behind the hole is read again with the next look.
            Ring.SkipTo(gap.To);
            return true;
        }

        if (page.Last == head)
        {
            return false;
        }

        Ring.Publish(new RingChunk(head + 1, page.Last, _buffer.Written.ToArray(), [.. _buffer.Frames]));
        return true;
    }

    [LoggerMessage(1201, LogLevel.Error, "A stream's loop ended by a fault of its own ({Fault}); its clients come again.")]
    private partial void LogEnded(string fault);
}
