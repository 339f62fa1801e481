using HmsSync.Audit;
using HmsSync.Lanes;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Lanes;

/// <summary>What a participant asked for is kept over restarts.</summary>
public sealed class LaneHoldTests : IDisposable
{
    private readonly LaneRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Retry_after_is_obeyed_over_a_restart()
    {
        _rig.Open();
        _rig.Script = _ => Fails(FailureKind.Throttled, "http_429", TimeSpan.FromMinutes(30));
        _rig.Append(1);
        _rig.RunFor(TimeSpan.FromSeconds(1));
        Assert.Single(_rig.Tries);
        Assert.True(_rig.Stop(TimeSpan.FromSeconds(1)));

        _rig.Script = null;
        _rig.Open();
        _rig.RunFor(TimeSpan.FromMinutes(29));
        Assert.Single(_rig.Tries);
        _rig.RunFor(TimeSpan.FromMinutes(2));
        Assert.Equal(["Update 1", "Update 1"], _rig.Tries);
        Assert.Equal(["1 Delivered"], _rig.Outcomes());
    }

    [Fact]
    public void A_participant_that_is_back_holds_nothing_after_the_next_restart()
    {
        _rig.Open();
        _rig.Script = _ => Fails(FailureKind.Unreachable, "refused", null);
        _rig.Append(1);
        _rig.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal("refused", _rig.Ask("SELECT why FROM held"));
        _rig.Script = null;
        _rig.RunFor(TimeSpan.FromMinutes(1));
        Assert.Null(_rig.Ask("SELECT why FROM held"));
        Assert.Equal(["1 Delivered"], _rig.Outcomes());
    }

    [Fact]
    public void After_429_without_Retry_After_the_whole_lane_goes_slower_and_recovers()
    {
        _rig.Open();
        var calls = 0;
        _rig.Script = _ => ++calls == 40 ? Fails(FailureKind.Throttled, "http_429", null) : DeliveryResult.Ended(Outcome.Delivered);
        for (var record = 1; record <= 1_500; record++)
        {
            _rig.Append(record);
        }

        _rig.RunFor(TimeSpan.FromSeconds(3));
        Assert.NotNull(_rig.Lane.View.Gate.SlowedTo);
        Assert.InRange(_rig.Outcomes().Count, 39, 1_000);
        _rig.RunFor(TimeSpan.FromMinutes(5));
        Assert.Equal(1_500, _rig.Outcomes().Count);
        Assert.Null(_rig.Lane.View.Gate.SlowedTo);
    }

    [Fact]
    public void Tries_that_failed_are_in_the_log_and_so_is_the_one_that_ended_them()
    {
        _rig.Open();
        var calls = 0;
        _rig.Script = owed => owed.PartnerSeq.Value == 1 && ++calls <= 2
            ? Fails(FailureKind.Unavailable, "http_500", null)
            : DeliveryResult.Ended(Outcome.Delivered, "ok", 204);
        _rig.Append(1);
        _rig.Append(2);
        _rig.RunFor(TimeSpan.FromMinutes(5));
        Assert.Equal(3L, _rig.Ask("SELECT count(*) FROM attempt"));
        Assert.Equal(
            "1:http_500 2:http_500 3:ok",
            _rig.Ask("SELECT group_concat(number || ':' || code, ' ') FROM (SELECT * FROM attempt ORDER BY n)"));
        Assert.Equal(0L, _rig.Ask("SELECT count(*) FROM attempt WHERE partner_seq = 2"));
    }

    [Fact]
    public void Of_a_lane_so_many_tries_are_kept_and_no_more()
    {
        // Invariant 11: the log does not grow.
        _rig.Open();
        _rig.Script = _ => Fails(FailureKind.Rejected, "http_422", null);
        for (var record = 1; record <= 1_100; record++)
        {
            _rig.Append(record);
            if (record % 10 == 0)
            {
                _rig.RunFor(TimeSpan.FromMilliseconds(50));
                _rig.Pause(null); // twenty in a row pause it
            }
        }

        _rig.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal(1_100L, _rig.Ask("SELECT max(n) FROM attempt"));
        Assert.Equal(1_000L, _rig.Ask("SELECT count(*) FROM attempt"));
    }

    private static DeliveryResult Fails(FailureKind kind, string code, TimeSpan? retryAfter)
        => DeliveryResult.Failed(PushOutcome.Failed(kind, code, 0, retryAfter));
}
