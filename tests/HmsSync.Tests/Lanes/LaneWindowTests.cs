using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Lanes;

/// <summary>Invariant 2: only the oldest of a record is ready; different records go side by side.</summary>
public sealed class LaneWindowTests
{
    private readonly LaneWindow _window = new();

    [Fact]
    public void Records_go_side_by_side_and_one_record_in_order()
    {
        Assert.True(Add(1, record: 7).Ready);
        Assert.True(Add(2, record: 8).Ready);
        var third = Add(3, record: 7);
        Assert.False(third.Ready);
        Settle(1);
        Assert.Equal(third.Slot, _window.Free(1));
        Assert.Equal(2, _window.Count);
    }

    [Fact]
    public void A_newer_state_stands_for_an_older_one_that_was_not_tried_and_goes_only_after_its_commit()
    {
        Add(1, record: 7);
        _window[1].State = SlotState.Out;
        Add(2, record: 7, mergeable: true, op: ChangeOp.Insert);
        var newer = Add(3, record: 7, mergeable: true);
        Assert.Equal(2, newer.Superseded);
        Settle(1);
        Assert.Equal(-1, _window.Free(1));
        Assert.Equal(3, _window.Free(2));
        Assert.Equal(ChangeOp.Insert, _window[3].Delivery!.Op);
    }

    [Theory]
    [InlineData(ChangeOp.Event)]
    [InlineData(ChangeOp.Delete)]
    public void Events_and_deletes_are_never_merged(ChangeOp op)
    {
        Add(1, record: 7, mergeable: true, op: op);
        Assert.Equal(-1, Add(2, record: 7, mergeable: true, op: op).Superseded);
        Assert.Equal(-1, Add(3, record: 7, mergeable: true).Superseded);
    }

    [Fact]
    public void What_may_have_gone_out_is_never_merged_away()
    {
        // Invariant 3: same key, same bytes, until its outcome is known.
        Add(1, record: 7, mergeable: false);
        Assert.Equal(-1, Add(2, record: 7, mergeable: true).Superseded);
        _window[1].State = SlotState.Out;
        Assert.Equal(2, Add(3, record: 7, mergeable: true).Superseded);
    }

    [Fact]
    public void Only_what_is_newer_of_the_record_counts_as_newer()
    {
        // Invariant 1: a delivery that has been parked is in its slot until that is booked, and may be asked for again before.
        Add(1, record: 7);
        Settle(1);
        Assert.False(_window.HasNewer(7, new PartnerSeq(1)));
        Assert.False(_window.HasNewer(8, new PartnerSeq(1)));
        Add(2, record: 7);
        Assert.True(_window.HasNewer(7, new PartnerSeq(1)));
    }

    [Fact]
    public void A_taken_slot_is_never_overwritten()
    {
        Add(5, record: 1);
        Assert.False(_window.IsFree(new PartnerSeq(5 + LaneProgress.Window)));
        Assert.Throws<InvalidOperationException>(() => Add(5 + LaneProgress.Window, record: 2));
    }

    private void Settle(int slot) => _window[slot].State = SlotState.Settling;

    private (int Slot, bool Ready, int Superseded) Add(
        long number, long record, bool mergeable = false, ChangeOp op = ChangeOp.Update)
        => _window.Add(Deliveries.Of(number, record, op), mergeable);
}
