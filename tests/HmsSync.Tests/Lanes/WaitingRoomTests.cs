using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Lanes;

/// <summary>Invariant 2: a retry never overtakes, and one stuck record holds only itself.</summary>
public sealed class WaitingRoomTests
{
    private readonly WaitingRoom _room = new();

    [Fact]
    public void Only_the_head_of_a_record_is_tried_and_other_records_are_not_held()
    {
        _room.Add(Deliveries.Waiting(1, record: 7, attempts: 1, nextAt: 100));
        _room.Add(Deliveries.Waiting(4, record: 7));
        _room.Add(Deliveries.Waiting(2, record: 8, attempts: 1, nextAt: 50));
        Assert.Equal([2], Due(60));
        Assert.Equal([1], Due(100));
        _room.Settled(Deliveries.Waiting(1, record: 7));
        Assert.Equal([4], Due(100));
        Assert.Equal(2, _room.Count);
    }

    [Fact]
    public void A_newer_state_takes_the_place_of_the_last_that_was_not_tried()
    {
        _room.Add(Deliveries.Waiting(1, record: 7, attempts: 1));
        Assert.Null(_room.Supersede(7, ChangeOp.Update));
        _room.Add(Deliveries.Waiting(2, record: 7, op: ChangeOp.Insert));
        Assert.Null(_room.Supersede(7, ChangeOp.Delete));
        Assert.Equal(2, _room.Supersede(7, ChangeOp.Update)?.PartnerSeq.Value);
    }

    [Fact]
    public void What_stands_for_an_older_one_goes_only_when_it_is_stored()
    {
        _room.Add(Deliveries.Waiting(1, record: 7, attempts: 1));
        Assert.Equal([1], Due(10));
        var newer = Deliveries.Waiting(3, record: 7);
        _room.AddUnstored(newer);
        _room.Settled(Deliveries.Waiting(1, record: 7));
        Assert.Empty(Due(10));
        _room.Stored(newer);
        Assert.Equal([3], Due(10));
    }

    [Fact]
    public void What_failed_again_waits_for_its_new_time()
    {
        _room.Add(Deliveries.Waiting(1, record: 7, attempts: 1, nextAt: 10));
        Assert.Equal([1], Due(10));
        _room.PutBack(Deliveries.Waiting(1, record: 7, attempts: 2, nextAt: 90));
        Assert.Empty(Due(89));
        Assert.Equal(90, _room.NextDue?.Micros);
        Assert.Equal([1], Due(90));
    }

    [Fact]
    public void It_is_full_from_its_bound_on_until_a_tenth_is_free_again()
    {
        // Invariant 11
        var room = new WaitingRoom(bound: 10);
        for (var record = 1; record <= 10; record++)
        {
            Assert.False(room.IsFull);
            room.Add(Deliveries.Waiting(record, record));
        }

        Assert.True(room.IsFull);
        room.Withdraw(Deliveries.Waiting(1, record: 1));
        Assert.False(room.IsFull);
        room.Add(Deliveries.Waiting(11, record: 11));
        Assert.True(room.IsFull);
    }

    private List<long> Due(long now)
    {
        var due = new List<long>();
        while (_room.TryTakeDue(new EventTime(now), out var entry))
        {
            due.Add(entry.PartnerSeq.Value);
        }

        return due;
    }
}
