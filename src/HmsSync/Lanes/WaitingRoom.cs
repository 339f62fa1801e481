using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>
/// Records whose oldest delivery failed, each with its queue: the head alone is tried again, the others wait behind it
/// (invariant 2: a retry never overtakes). Not for several threads.
/// </summary>
/// <param name="bound">At so many rows it is full.</param>
/// <param name="parts">What is delivered may be parts of a record, not its whole state.</param>
internal sealed class WaitingRoom(int bound = WaitingRoom.Bound, bool parts = false)
{
    /// <summary>At this many rows the lane takes nothing more on, and says so.</summary>
    public const int Bound = 100_000;

    // A tenth must be free again: else the lane would stop and go with each row.
    private readonly int _goesOnAt = Math.Min(bound - 1, (int)(bound * 0.9));

    private readonly Dictionary<long, LinkedList<WaitingEntry>> _queues = [];
    private readonly HashSet<long> _out = [];
    private readonly HashSet<PartnerSeq> _unstored = [];
    private readonly PriorityQueue<WaitingEntry, EventTime> _due = new();
    private bool _full;

    public int Count { get; private set; }

    /// <summary>Invariant 11: from the bound on, until there is room again.</summary>
    public bool IsFull => _full = Count >= bound || (_full && Count > _goesOnAt);

    /// <summary>
    /// A person drives it again, late: it holds nothing that is newer, and nothing newer holds it. Its like keep their order.
    /// </summary>
    public bool StandsAside(in WaitingEntry entry) => entry.Replay && (parts || entry.Op == ChangeOp.Event);

    public bool Holds(long record) => _queues.ContainsKey(record);

    /// <summary>Earliest time at which something may be tried again; null: nothing waits.</summary>
    public EventTime? NextDue => _due.TryPeek(out _, out var at) ? at : null;

    /// <summary>Adds at the end of its record's queue.</summary>
    public void Add(in WaitingEntry entry)
    {
        if (!_queues.TryGetValue(QueueOf(entry), out var queue))
        {
            _queues[QueueOf(entry)] = queue = [];
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
            && _queues.TryGetValue(QueueOf(entry), out var queue) && queue.First!.Value.PartnerSeq == entry.PartnerSeq)
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
            if (_queues.TryGetValue(QueueOf(entry), out var queue)
                && queue.First!.Value == entry && !_unstored.Contains(entry.PartnerSeq) && _out.Add(QueueOf(entry)))
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
        _out.Remove(QueueOf(entry));
        _queues[QueueOf(entry)].First!.Value = entry;
        _due.Enqueue(entry, entry.NextAt);
    }

    /// <summary>One that was added with a time far ahead may go now, when it is the head.</summary>
    public void Release(in WaitingEntry entry, EventTime now)
    {
        var node = Find(entry);
        node.Value = node.Value with { NextAt = now };
        if (node.Previous is null)
        {
            _due.Enqueue(node.Value, now);
        }
    }

    /// <summary>Takes out one that was not offered.</summary>
    public void Withdraw(in WaitingEntry entry)
    {
        var node = Find(entry);
        var (queue, wasHead) = (node.List!, node.Previous is null);
        queue.Remove(node);
        Count--;
        if (queue.First is null)
        {
            _queues.Remove(QueueOf(entry));
        }
        else if (wasHead)
        {
            _due.Enqueue(queue.First.Value, queue.First.Value.NextAt);
        }
    }

    /// <summary>The head is settled; the next of its record, if any, may go at once.</summary>
    public void Settled(in WaitingEntry entry)
    {
        _out.Remove(QueueOf(entry));
        var queue = _queues[QueueOf(entry)];
        queue.RemoveFirst();
        Count--;
        if (queue.First is null)
        {
            _queues.Remove(QueueOf(entry));
        }
        else
        {
            _due.Enqueue(queue.First.Value, queue.First.Value.NextAt);
        }
    }

    /// <summary>Numbers of records are never negative.</summary>
    private long QueueOf(in WaitingEntry entry) => StandsAside(entry) ? ~entry.Record : entry.Record;

    private LinkedListNode<WaitingEntry> Find(in WaitingEntry entry)
    {
        var node = _queues[QueueOf(entry)].First;
        while (node is not null && node.Value.PartnerSeq != entry.PartnerSeq)
        {
            node = node.Next;
        }

        return node ?? throw new InvalidOperationException($"partner_seq {entry.PartnerSeq} does not wait.");
    }
}
