using HmsSync.Changes;

namespace HmsSync.Feeds;

/// <summary>For how long a source has had a change that the journal does not hold. One loop sets it, anybody reads it.</summary>
internal sealed class FeedLag(TimeProvider clock)
{
    private long _behindSince;

    /// <summary>Zero: the journal holds all that the last look has shown.</summary>
    public TimeSpan Now
    {
        get
        {
            var since = Volatile.Read(ref _behindSince);
            var lag = since == 0 ? TimeSpan.Zero : EventTime.From(clock.GetUtcNow()) - new EventTime(since);
            return lag > TimeSpan.Zero ? lag : TimeSpan.Zero;
        }
    }

    /// <summary>Whether there is something nobody knows: the feed has not looked yet, or cannot look any more.</summary>
    public void Blind(EventTime since) => Volatile.Write(ref _behindSince, since.Micros);

    /// <summary>The source showed this page.</summary>
    public void Shown(FeedPage page)
    {
        if (page.Events.Count == 0)
        {
            Volatile.Write(ref _behindSince, 0);
            return;
        }

        // What was there before anything captured changes is as old as the look that found it.
        var (first, now) = (page.Events[0], EventTime.From(clock.GetUtcNow()));
        Volatile.Write(ref _behindSince, first.Snapshot || first.At.Micros == 0 ? now.Micros : first.At.Micros);
    }
}
