using System.Threading.Channels;
using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>
/// Keeps a lane's books: what is loaded, what is out, what waits, what is decided and not committed yet. Every member takes
/// the one lock for a moment and does no I/O under it.
/// </summary>
internal sealed class LaneBook
{
    private readonly Lock _gate = new();
    private readonly LaneWindow _window = new();
    private readonly WaitingRoom _room;
    private readonly HashSet<long> _parked;
    // Invariant 11: of what waits and is due no more than this is loaded at a time.
    private const int OfferedAtMost = 256;

    private readonly Channel<LaneJob> _ready = Channel.CreateUnbounded<LaneJob>();
    private readonly PartnerSeq _goneBefore;
    private readonly bool _merges;
    private List<Settlement> _decided = [];
    private PartnerSeq _low;
    private LapsedRange? _lapsed;
    private int _out;
    private int _offered;

    public LaneBook(
        LanePlan plan, LaneProgress restored, PartnerSeq tail, IEnumerable<WaitingEntry> waiting, IEnumerable<long> parkedRecords)
    {
        _merges = plan.Merges;
        _room = new WaitingRoom(plan.Owed?.Waiting ?? WaitingRoom.Bound, parts: !plan.Merges);
        Redrives = new RedrivePlaces(_gate, _window, _room);
        _low = restored.Low;
        _lapsed = restored.Lapsed;

        // It is stored ahead of what goes out; what was not even owed when this life began has not.
        _goneBefore = new PartnerSeq(Math.Min(restored.MayHaveStarted.Value, tail.Value));
        _parked = [.. parkedRecords];
        foreach (var entry in waiting)
        {
            _room.Add(entry);
        }
    }

    /// <summary>Deliveries that a worker may take; bounded by the window and the waiting room.</summary>
    public ChannelReader<LaneJob> Ready => _ready.Reader;

    /// <summary>Where parked deliveries get their places when a person drives them again.</summary>
    public RedrivePlaces Redrives { get; }

    public LaneCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return new LaneCounts(_window.Count, _room.Count, _room.IsFull, _low, _lapsed);
            }
        }
    }

    /// <summary>
    /// How many deliveries from this number on have a place; invariant 11: window, bytes and waiting are bounded.
    /// </summary>
    public int Room(PartnerSeq from, LanePlan plan)
    {
        lock (_gate)
        {
            var full = (_window.Bytes >= plan.WindowBytes && _window.Count > 0) || _room.IsFull;
            return full ? 0 : (int)Math.Clamp(_low.Value + plan.Window + 1 - from.Value, 0, plan.Window);
        }
    }

    /// <summary>An earlier life of the engine may have sent it.</summary>
    public bool MayHaveGone(PartnerSeq partnerSeq) => partnerSeq.Value <= _goneBefore.Value;

    /// <summary>Deliveries that workers have in hand.</summary>
    public int Out
    {
        get
        {
            lock (_gate)
            {
                return _out;
            }
        }
    }

    /// <summary>Takes a delivery in; its <c>may_have_started</c> is committed already.</summary>
    public void Load(Delivery delivery)
    {
        lock (_gate)
        {
            if (_room.Holds(delivery.Event.Record))
            {
                QueueBehindWaiting(delivery, -1);
                return;
            }

            // After a crash everything that may have gone out goes first, unmerged.
            var mergeable = _merges && delivery.PartnerSeq.Value > _goneBefore.Value;
            var (slot, ready, superseded) = _window.Add(delivery, mergeable);
            if (superseded >= 0)
            {
                var older = _window[superseded].Delivery!;
                _decided.Add(Settlements.Ended(older, superseded, Outcome.Superseded, "newer_state"));
                if (_window[slot].Delivery!.Op != delivery.Op)
                {
                    _decided.Add(Settlements.OpChanged(_window[slot].Delivery!));
                }
            }

            OfferIf(ready ? slot : -1);
        }
    }

    /// <summary>It needs no call: settles it without one.</summary>
    public void Skip(Delivery delivery, Outcome outcome, string code)
    {
        lock (_gate)
        {
            _decided.Add(Settlements.Ended(delivery, -1, outcome, code));
        }
    }

    /// <summary>Its event is not in the journal any more: it ends without a call.</summary>
    public void Lapse(in WaitingEntry entry, bool isWaiting)
    {
        lock (_gate)
        {
            _decided.Add(Settlements.Lapsed(entry, isWaiting));
        }
    }

    /// <summary>A worker begins; false when the delivery was superseded meanwhile.</summary>
    public bool TryStart(LaneJob job)
    {
        lock (_gate)
        {
            if (job.Slot < 0)
            {
                _offered--;
            }
            else
            {
                ref var slot = ref _window[job.Slot];
                if (slot.State != SlotState.Ready || !ReferenceEquals(slot.Delivery, job.Delivery))
                {
                    return false;
                }

                slot.State = SlotState.Out;
            }

            _out++;
            return true;
        }
    }

    /// <summary>It ended with an outcome.</summary>
    public void End(LaneJob job, DeliveryResult result)
    {
        lock (_gate)
        {
            _decided.Add(Settlements.Ended(job, result, Closes(job.Delivery)));
            Leaving(job);
        }
    }

    /// <summary>It failed for now: it and all later ones of its record wait.</summary>
    public void Wait(LaneJob job, PushOutcome failure, EventTime now, TimeSpan delay)
    {
        lock (_gate)
        {
            var entry = Settlements.Entry(job, failure.Code, now, now + delay);
            _decided.Add(Settlements.Waits(entry, job.Slot));
            Leaving(job);
            if (job.Slot < 0)
            {
                _room.PutBack(entry);
                return;
            }

            _room.Add(entry);
            foreach (var behind in _window.Behind(job.Slot))
            {
                QueueBehindWaiting(_window[behind].Delivery!, behind);
                _window[behind].State = SlotState.Settling;
            }
        }
    }

    /// <summary>A person must look at it; its record is free for the next state.</summary>
    public void Park(LaneJob job, PushOutcome failure)
    {
        lock (_gate)
        {
            if (job.Delivery.Op != ChangeOp.Event)
            {
                _parked.Add(job.Delivery.Event.Record);
            }

            _decided.Add(Settlements.Parked(job, failure));
            Leaving(job);
        }
    }

    /// <summary>What was decided since the last call, in order.</summary>
    public List<Settlement> TakeDecided()
    {
        lock (_gate)
        {
            var taken = _decided;
            _decided = [];
            return taken;
        }
    }

    /// <summary>The decisions are durable: slots are free, and the next of each record may go.</summary>
    public void Committed(List<Settlement> settlements, PartnerSeq low)
    {
        lock (_gate)
        {
            Settled(low, _lapsed);
            foreach (var settlement in settlements)
            {
                if (settlement.Slot >= 0)
                {
                    OfferIf(_window.Free(settlement.Slot));
                }

                if (settlement.Kind == SettlementKind.Wait)
                {
                    _room.Stored(settlement.Waiting);
                }
                else if (settlement.LeavesRoom)
                {
                    _room.Settled(settlement.Waiting);
                }
            }
        }
    }

    /// <summary>Everything up to the number is settled, by what was delivered or because it lapsed.</summary>
    /// <param name="low">May be older than what is known.</param>
    /// <param name="lapsed">What stands lapsed above it; null: nothing.</param>
    public void Settled(PartnerSeq low, LapsedRange? lapsed)
    {
        lock (_gate)
        {
            _low = low.Value > _low.Value ? low : _low;
            _lapsed = lapsed?.Until.Value > _low.Value ? lapsed : null;
        }
    }

    /// <summary>
    /// Offers what waits and is due to the workers, as many as may be loaded; returns when the next falls due, null: nothing
    /// waits, or those that were offered come first.
    /// </summary>
    /// <param name="now">What is due by now.</param>
    /// <param name="load">Reads it from the journal; null: it is not there any more.</param>
    public EventTime? OfferDue(EventTime now, Func<WaitingEntry, Delivery?> load)
    {
        while (true)
        {
            WaitingEntry entry;
            lock (_gate)
            {
                if (_offered >= OfferedAtMost)
                {
                    return null;
                }

                if (!_room.TryTakeDue(now, out entry))
                {
                    return _room.NextDue;
                }

                _offered++;
            }

            Offer(entry, load);
        }
    }

    /// <summary>No more work is offered; workers run dry.</summary>
    public void Close() => _ready.Writer.TryComplete();

    private ParkedClosing Closes(Delivery delivery)
    {
        if (delivery.Op == ChangeOp.Event || AnswerName.IsOne(delivery.Event.Via) || !_parked.Contains(delivery.Event.Record))
        {
            return ParkedClosing.None;
        }

        if (!_merges && delivery.Op != ChangeOp.Delete)
        {
            return ParkedClosing.Covered(delivery.Event.Fields);
        }

        _parked.Remove(delivery.Event.Record);
        return ParkedClosing.All;
    }

    private void OfferIf(int slot)
    {
        if (slot >= 0)
        {
            _ready.Writer.TryWrite(new LaneJob(_window[slot].Delivery!, slot, default));
        }
    }

    private void Offer(in WaitingEntry entry, Func<WaitingEntry, Delivery?> load)
    {
        var offered = false;
        try
        {
            if (load(entry) is { } delivery)
            {
                _ready.Writer.TryWrite(new LaneJob(delivery, LaneJob.FromWaiting, entry));
                offered = true;
            }
            else
            {
                Lapse(entry, isWaiting: true);
            }
        }
        catch
        {
            PutBack(entry);
            throw;
        }
        finally
        {
            if (!offered)
            {
                NotOffered();
            }
        }
    }

    private void PutBack(in WaitingEntry entry)
    {
        lock (_gate)
        {
            _room.PutBack(entry);
        }
    }

    private void NotOffered()
    {
        lock (_gate)
        {
            _offered--;
        }
    }

    private void Leaving(LaneJob job)
    {
        _out--;
        if (job.Slot >= 0)
        {
            _window[job.Slot].State = SlotState.Settling;
        }
    }

    private void QueueBehindWaiting(Delivery delivery, int slot)
    {
        var op = delivery.Op;
        var mergeable = _merges && delivery.PartnerSeq.Value > _goneBefore.Value;
        if (mergeable && _room.Supersede(delivery.Event.Record, op) is { } older)
        {
            _decided.Add(Settlements.Superseded(older));
            op = older.Op == ChangeOp.Insert ? ChangeOp.Insert : op;
            if (op != delivery.Op)
            {
                _decided.Add(Settlements.OpChanged(delivery with { Op = op }));
            }
        }

        var entry = Settlements.Behind(delivery, op);
        _decided.Add(Settlements.Waits(entry, slot));
        _room.AddUnstored(entry);
    }
}
