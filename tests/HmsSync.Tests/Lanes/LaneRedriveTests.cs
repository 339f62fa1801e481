using HmsSync.Audit;
using HmsSync.Lanes;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Lanes;

public sealed class LaneRedriveTests : IDisposable
{
    private readonly LaneRig _rig = new();
    private readonly HashSet<long> _refused = [];
    private readonly HashSet<long> _failing = [];

    public LaneRedriveTests() => _rig.Script = owed => _refused.Contains(owed.PartnerSeq.Value)
        ? DeliveryResult.Failed(FailureKind.Rejected, "http_422")
        : _failing.Contains(owed.PartnerSeq.Value)
            ? DeliveryResult.Failed(FailureKind.Unavailable, "http_503")
            : DeliveryResult.Ended(Outcome.Delivered);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_business_event_that_is_driven_again_does_not_hold_newer_ones_of_its_key()
    {
        Park(1, ChangeOp.Event);
        _failing.Add(1);
        _rig.Redrive(1);
        _rig.RunFor(TimeSpan.FromSeconds(1));
        _rig.Append(7, ChangeOp.Event);
        _rig.RunFor(TimeSpan.FromSeconds(1));
        Assert.Contains("2 Delivered", _rig.Outcomes());
        _failing.Clear();
        _rig.RunFor(TimeSpan.FromMinutes(10));
        Assert.Contains("1 Delivered", _rig.Outcomes());
        Assert.Equal(0, _rig.Lane.View.Lag);
    }

    [Fact]
    public void Neither_after_a_restart()
    {
        Park(1, ChangeOp.Event);
        _failing.Add(1);
        _rig.Redrive(1);
        _rig.RunFor(TimeSpan.FromSeconds(1));
        _rig.Open();
        _rig.Append(7, ChangeOp.Event);
        _rig.RunFor(TimeSpan.FromSeconds(1));
        Assert.Contains("2 Delivered", _rig.Outcomes());
        _failing.Clear();
        _rig.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(0, _rig.Lane.View.Lag);
    }

    [Fact]
    public void Business_events_of_one_key_that_are_driven_again_keep_their_order()
    {
        // Invariant 2: late, but among themselves in order.
        Park(2, ChangeOp.Event);
        _failing.Add(1);
        _rig.Redrive(1, 2);
        _rig.RunFor(TimeSpan.FromSeconds(2));
        Assert.DoesNotContain("2 Delivered", _rig.Outcomes());
        _failing.Clear();
        _rig.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(["1 Delivered", "2 Delivered"], _rig.Outcomes().TakeLast(2));
    }

    [Fact]
    public void A_record_that_is_driven_again_does_hold_its_newer_states()
    {
        // Invariant 2: an older state never goes after a newer one.
        Park(1, ChangeOp.Update);
        _failing.Add(1);
        _rig.Redrive(1);
        _rig.RunFor(TimeSpan.FromSeconds(1));
        _rig.Append(7);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.DoesNotContain("2 Delivered", _rig.Outcomes());
        _failing.Clear();
        _rig.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(["1 Delivered", "2 Delivered"], _rig.Outcomes().TakeLast(2));
    }

    private void Park(int count, ChangeOp op)
    {
        _refused.UnionWith(Enumerable.Range(1, count).Select(n => (long)n));
        _rig.Open();
        for (var n = 0; n < count; n++)
        {
            _rig.Append(7, op);
        }

        _rig.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(count, _rig.Outcomes().Count(outcome => outcome.EndsWith("Parked", StringComparison.Ordinal)));
        _refused.Clear();
    }
}
