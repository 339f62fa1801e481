using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>
/// The ring of deliveries that are loaded and not settled. Those of one record form a chain, oldest first; only the head of
/// a chain may be out (invariant 2), so different records go side by side. Not for several threads.
/// </summary>
internal sealed class LaneWindow
{
    private readonly Slot[] _slots = new Slot[LaneProgress.Window];
    private readonly Dictionary<long, Chain> _chains = [];

    public int Count { get; private set; }

    /// <summary>Bytes of fields that the window holds.</summary>
    public long Bytes { get; private set; }

    public bool IsFree(PartnerSeq partnerSeq) => _slots[Index(partnerSeq)].State == SlotState.Free;

    /// <summary>One of the record that is newer than the number is loaded.</summary>
    public bool HasNewer(long record, PartnerSeq than)
        => _chains.TryGetValue(record, out var chain) && _slots[chain.Tail].Delivery!.PartnerSeq.Value > than.Value;

    public ref Slot this[int slot] => ref _slots[slot];

    /// <summary>
    /// Takes a delivery in at the end of its record's chain. When it may stand for the one before it, that one is to be
    /// settled as superseded, and this one is not ready before that is committed.
    /// </summary>
    /// <returns>The slot, whether it is ready, and the slot that it supersedes or -1.</returns>
    public (int Slot, bool Ready, int Superseded) Add(Delivery delivery, bool mergeable)
    {
        var index = Index(delivery.PartnerSeq);
        ref var slot = ref _slots[index];
        if (slot.State != SlotState.Free)
        {
            throw new InvalidOperationException($"The slot of partner_seq {delivery.PartnerSeq} is taken.");
        }

        slot = new Slot { Delivery = delivery, State = SlotState.Queued, Next = -1, Mergeable = mergeable };
        Count++;
        Bytes += delivery.Event.Fields.Length;
        var record = delivery.Event.Record;
        if (!_chains.TryGetValue(record, out var chain))
        {
            _chains[record] = new Chain(index, index);
            slot.State = SlotState.Ready;
            return (index, true, -1);
        }

        var tail = chain.Tail;
        if (CanSupersede(ref _slots[tail], delivery, mergeable))
        {
            Supersede(tail, index, ref slot, chain, record);
            return (index, false, tail);
        }

        _slots[tail].Next = index;
        _chains[record] = chain with { Tail = index };
        return (index, false, -1);
    }

    /// <summary>
    /// The delivery has left the window for good: its slot is free. Returns the next slot of the record if that is ready
    /// now, else -1.
    /// </summary>
    public int Free(int index)
    {
        ref var slot = ref _slots[index];
        var record = slot.Delivery!.Event.Record;
        var inChain = slot.State != SlotState.Superseded;
        var successor = slot.Next;
        Bytes -= slot.Delivery.Event.Fields.Length;
        Count--;
        slot = default;
        if (!inChain)
        {
            // The one that superseded it waited for this commit.
            ref var newer = ref _slots[successor];
            newer.WaitsForMerge = false;
            return Promote(record, successor);
        }

        if (successor < 0)
        {
            _chains.Remove(record);
            return -1;
        }

        _chains[record] = _chains[record] with { Head = successor };
        return Promote(record, successor);
    }

    /// <summary>The slots behind this one in its record's chain, in order.</summary>
    public List<int> Behind(int index)
    {
        var behind = new List<int>();
        for (var next = _slots[index].Next; next >= 0; next = _slots[next].Next)
        {
            behind.Add(next);
        }

        return behind;
    }

    private static int Index(PartnerSeq partnerSeq) => (int)(partnerSeq.Value % LaneProgress.Window);

    /// <summary>Invariant 3: a delivery that may have gone out is never merged away. Business events and deletes never are.</summary>
    private static bool CanSupersede(ref Slot older, Delivery newer, bool mergeable)
        => mergeable && older.Mergeable
            && older.State is SlotState.Queued or SlotState.Ready
            && newer.Op is ChangeOp.Insert or ChangeOp.Update
            && older.Delivery!.Op is ChangeOp.Insert or ChangeOp.Update;

    private void Supersede(int tail, int index, ref Slot slot, Chain chain, long record)
    {
        ref var older = ref _slots[tail];
        older.State = SlotState.Superseded;
        older.Next = index;
        slot.WaitsForMerge = true;
        if (older.Delivery!.Op == ChangeOp.Insert)
        {
            // The partner has not seen the record: what goes instead is its insert.
            slot.Delivery = slot.Delivery! with { Op = ChangeOp.Insert };
        }

        if (chain.Head == tail)
        {
            _chains[record] = new Chain(index, index);
            return;
        }

        var before = chain.Head;
        while (_slots[before].Next != tail)
        {
            before = _slots[before].Next;
        }

        _slots[before].Next = index;
        _chains[record] = chain with { Tail = index };
    }

    private int Promote(long record, int index)
    {
        ref var slot = ref _slots[index];
        if (_chains[record].Head != index || slot.WaitsForMerge || slot.State != SlotState.Queued)
        {
            return -1;
        }

        slot.State = SlotState.Ready;
        return index;
    }

    private readonly record struct Chain(int Head, int Tail);

    internal struct Slot
    {
        public Delivery? Delivery;
        public SlotState State;
        public int Next;
        public bool Mergeable;
        public bool WaitsForMerge;
    }
}

internal enum SlotState : byte
{
    Free,

    /// <summary>Behind another of its record, or behind the commit of the one it supersedes.</summary>
    Queued,

    /// <summary>May be taken by a worker.</summary>
    Ready,

    /// <summary>With a worker.</summary>
    Out,

    /// <summary>Decided; leaves with the commit.</summary>
    Settling,

    /// <summary>A newer one stands for it; leaves with the commit.</summary>
    Superseded,
}
