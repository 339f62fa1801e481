using HmsSync.Changes;
using HmsSync.Configuration;

namespace HmsSync.Resolve;

/// <summary>The deletes of one table on one lane over a sliding window, against what is too much to be meant.</summary>
internal sealed class DeleteWindow(GuardPlan plan)
{
    /// <summary>Of fewer records a percentage says nothing: then the count alone decides.</summary>
    public const int FewestLinked = 50;

    private readonly Dictionary<long, EventTime> _at = [];
    private readonly Queue<long> _order = [];

    /// <summary>Counts a delete that is about to be made; false: with it there would be too many, and it is not counted.</summary>
    /// <param name="delivery">Its number: a repeat counts once.</param>
    /// <param name="now">When.</param>
    /// <param name="linked">How many records are linked now; asked only where a percentage could decide.</param>
    public bool TryCount(PartnerSeq delivery, EventTime now, Func<long> linked)
    {
        Forget(now);
        if (_at.ContainsKey(delivery.Value))
        {
            return true;
        }

        var after = _order.Count + 1;
        if (after > plan.MaxDeletesCount || (after > Share(FewestLinked) && IsShare(after, linked() + _order.Count)))
        {
            return false;
        }

        Add(delivery, now);
        return true;
    }

    /// <summary>How many records are linked could decide about one more.</summary>
    public bool AsksForLinked(EventTime now)
    {
        Forget(now);
        return _order.Count + 1 > Share(FewestLinked);
    }

    /// <summary>Counts a delete that was made, whatever the bound.</summary>
    public void Add(PartnerSeq delivery, EventTime at)
    {
        // Invariant 11: no more than the bound is kept, but for what a person let through.
        if (_at.TryAdd(delivery.Value, at))
        {
            _order.Enqueue(delivery.Value);
        }
    }

    /// <summary>Nothing before now counts any more.</summary>
    public void Clear()
    {
        _at.Clear();
        _order.Clear();
    }

    private bool IsShare(long deletes, long records) => records >= FewestLinked && deletes > Share(records);

    private long Share(long records) => records * plan.MaxDeletesPercent / 100;

    private void Forget(EventTime now)
    {
        while (_order.TryPeek(out var oldest) && now - _at[oldest] > plan.Window)
        {
            _order.Dequeue();
            _at.Remove(oldest);
        }
    }
}
