using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Deliver;
using HmsSync.Lanes;
using HmsSync.Sdk;

namespace HmsSync.Benchmarks;

/// <summary>What each delivery costs beside the call: its key, its audit hash, its place in the window and in the bitmap.</summary>
[MemoryDiagnoser]
public class DeliveryBenchmark
{
    private readonly IdempotencyKey _keys = new("0123456789abcdef", new Participant("partner"), 1);
    private readonly byte[] _hash = AuditChain.Genesis("0123456789abcdef");
    private readonly LaneProgress _progress = new();
    private readonly LaneWindow _window = new();
    private long _number;

    /// <summary>The idempotency key.</summary>
    [Benchmark]
    public string Key() => _keys.Of(new PartnerSeq(++_number));

    /// <summary>The audit row's hash.</summary>
    [Benchmark]
    public byte[] AuditHash()
    {
        var entry = new AuditEntry(
            new EventTime(++_number), 1, new PartnerSeq(_number), new Seq(_number), 3, ChangeOp.Update, Outcome.Delivered, "ok", 204, 1);
        AuditChain.Hash(_hash, _number, entry, _hash);
        return _hash;
    }

    /// <summary>Into the window, out of it, and settled.</summary>
    [Benchmark]
    public long WindowAndBitmap()
    {
        var number = new PartnerSeq(_progress.Low.Value + 1);
        var (slot, _, _) = _window.Add(Delivery(number), mergeable: false);
        _window[slot].State = SlotState.Settling;
        _window.Free(slot);
        _progress.Settle(number);
        return _progress.Low.Value;
    }

    private static Delivery Delivery(PartnerSeq number) => new(number, ChangeOp.Update, new JournaledEvent
    {
        Seq = new Seq(number.Value),
        Source = Participant.Hub,
        Topic = "appointments",
        Op = ChangeOp.Update,
        Key = RecordKey.None,
        Record = number.Value & 1_023,
        Time = default,
        Fields = default,
    });
}
