using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>
/// Records whose oldest delivery failed, each with its queue: the head alone is tried again, the others wait behind it
/// (invariant 2: a retry never overtakes). Not for several threads.
/// </summary>
internal sealed class WaitingRoom
{
    /// <summary>At this many rows the lane pauses and says so.</summary>
    public const int Bound = 100_000;

    private readonly Dictionary<long, LinkedList<WaitingEntry>> _queues = [];
    private readonly HashSet<long> _out = [];
    private readonly HashSet<PartnerSeq> _unstored = [];
    private readonly PriorityQueue<WaitingEntry, EventTime> _due = new();

    public int Count { get; private set; }

    public bool Holds(long record) => _queues.ContainsKey(record);

    /// <summary>Earliest time at which something may be tried again; null: nothing waits.</summary>
    public EventTime? NextDue => _due.TryPeek(out _, out var at) ? at : null;

    /// <summary>Adds at the end of its record's queue.</summary>
    public void Add(in WaitingEntry entry)
    {
        if (!_queues.TryGetValue(entry.Record, out var queue))
        {
            _queues[entry.Record] = queue = [];
            _due.Enqueue(entry, entry.NextAt);
        }

        queue.AddLast(entry);
        Count++;
    }

    /// <summary>
    /// Adds one that stands for an older one: it may go only when both are <see cref="Stored"/>, else a crash would bring the
    /// older one after it.
    /// </summary>
    public void AddUnstored(in WaitingEntry entry)
    {
        _unstored.Add(entry.PartnerSeq);
        Add(entry);
    }

    /// <summary>Its row is committed.</summary>
    public void Stored(in WaitingEntry entry)
    {
        if (_unstored.Remove(entry.PartnerSeq)
            && _queues.TryGetValue(entry.Record, out var queue) && queue.First!.Value.PartnerSeq == entry.PartnerSeq)
        {
            _due.Enqueue(queue.First.Value, queue.First.Value.NextAt);
        }
    }

    /// <summary>The last of the record's queue, if the new delivery may stand for it; then it is taken out.</summary>
    public WaitingEntry? Supersede(long record, ChangeOp newer)
    {
        var queue = _queues[record];
        var last = queue.Last!.Value;
        var onlyOne = queue.Count == 1;

        // Never one that was tried (its outcome may be unknown), never the head, which may be out.
        if (onlyOne || last.Attempts > 0 || last.Replay || newer is ChangeOp.Event or ChangeOp.Delete
            || last.Op is ChangeOp.Event or ChangeOp.Delete)
        {
            return null;
        }

        queue.RemoveLast();
        Count--;
        return last;
    }

    /// <summary>Takes a head whose time has come.</summary>
    public bool TryTakeDue(EventTime now, out WaitingEntry entry)
    {
        while (_due.TryPeek(out entry, out var at) && at <= now)
        {
            _due.Dequeue();
            if (_queues.TryGetValue(entry.Record, out var queue)
                && queue.First!.Value == entry && !_unstored.Contains(entry.PartnerSeq) && _out.Add(entry.Record))
            {
                return true;
            }
        }

        entry = default;
        return false;
    }

    /// <summary>The head was tried and failed: it is tried again at its new time.</summary>
    public void PutBack(in WaitingEntry entry)
    {
        _out.Remove(entry.Record);
        _queues[entry.Record].First!.Value = entry;
        _due.Enqueue(entry, entry.NextAt);
    }

    /// <summary>One that was added with a time far ahead may go now, when it is the head.</summary>
    public void Release(long record, PartnerSeq partnerSeq, EventTime now)
    {
        var node = Find(record, partnerSeq);
        node.Value = node.Value with { NextAt = now };
        if (node.Previous is null)
        {
            _due.Enqueue(node.Value, now);
        }
    }

    /// <summary>Takes out one that was not offered.</summary>
    public void Withdraw(long record, PartnerSeq partnerSeq)
    {
        var node = Find(record, partnerSeq);
        var (queue, wasHead) = (node.List!, node.Previous is null);
        queue.Remove(node);
        Count--;
        if (queue.First is null)
        {
            _queues.Remove(record);
        }
        else if (wasHead)
        {
            _due.Enqueue(queue.First.Value, queue.First.Value.NextAt);
        }
    }

    /// <summary>The head is settled; the next of its record, if any, may go at once.</summary>
    public void Settled(long record)
    {
        _out.Remove(record);
        var queue = _queues[record];
        queue.RemoveFirst();
        Count--;
        if (queue.First is null)
        {
            _queues.Remove(record);
        }
        else
        {
            _due.Enqueue(queue.First.Value, queue.First.Value.NextAt);
        }
    }

    private LinkedListNode<WaitingEntry> Find(long record, PartnerSeq partnerSeq)
    {
        var node = _queues[record].First;
        while (node is not null && node.Value.PartnerSeq != partnerSeq)
        {
            node = node.Next;
        }

        return node ?? throw new InvalidOperationException($"partner_seq {partnerSeq} does not wait.");
    }
}
