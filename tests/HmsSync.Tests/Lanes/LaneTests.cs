using System.Globalization;
using HmsSync.Audit;
using HmsSync.Configuration;
using HmsSync.Lanes;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Lanes;

public sealed class LaneTests : IDisposable
{
    private const string BreakLane
        = "CREATE TRIGGER broken BEFORE UPDATE ON lane BEGIN SELECT RAISE(ABORT, 'no room'); END";

    private readonly LaneRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_stage_that_throws_fails_its_delivery_and_neither_the_worker_nor_the_lane()
    {
        var broken = true;
        _rig.Script = owed => broken && owed.PartnerSeq.Value <= 8
            ? throw new InvalidOperationException("a bug")
            : DeliveryResult.Ended(Outcome.Delivered);
        _rig.Open();
        for (var record = 1; record <= 12; record++)
        {
            _rig.Append(record);
        }

        _rig.RunFor(TimeSpan.FromSeconds(1));
        Assert.Contains("InvalidOperationException", _rig.Lane.View.Fault, StringComparison.Ordinal);
        broken = false;
        _rig.RunFor(TimeSpan.FromMinutes(10));
        Assert.Null(_rig.Lane.View.Fault);
        Assert.Equal(0, _rig.Lane.View.Lag);
    }

    [Fact]
    public void What_waits_goes_in_time_although_the_lane_is_held_and_nothing_new_comes()
    {
        // Its probes failed, so it waits by itself; nobody stands at the gate then.
        var away = true;
        _rig.Script = _ => away
            ? DeliveryResult.Failed(FailureKind.Unavailable, "http_503")
            : DeliveryResult.Ended(Outcome.Delivered);
        _rig.Open();
        for (var record = 1; record <= 6; record++)
        {
            _rig.Append(record);
        }

        _rig.RunFor(TimeSpan.FromMinutes(20));
        away = false;
        _rig.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(0, _rig.Lane.View.Lag);
    }

    [Theory]
    [InlineData(FailureKind.Rejected, 0)]
    [InlineData(FailureKind.Unavailable, 24)]
    public void Who_delivers_is_told_when_nobody_will_ask_for_it_again(FailureKind failure, int hours)
    {
        _rig.Script = owed => owed.PartnerSeq.Value == 2
            ? DeliveryResult.Failed(failure, "no")
            : DeliveryResult.Ended(Outcome.Delivered);
        _rig.Open();
        for (var record = 1; record <= 3; record++)
        {
            _rig.Append(record);
        }

        _rig.RunFor(hours == 0 ? TimeSpan.FromSeconds(1) : TimeSpan.FromHours(hours - 1));
        Assert.Equal(hours == 0 ? [2] : [], _rig.GivenUp);
        _rig.RunFor(TimeSpan.FromHours(2));
        Assert.Equal([2], _rig.GivenUp);
        Assert.Contains("2 Parked", _rig.Outcomes());
    }

    [Fact]
    public void A_lane_whose_store_refuses_starts_nothing_and_goes_on_when_it_takes_again()
    {
        // Invariant 3: that a call may have started is on record before it is made, however often the commit failed.
        _rig.Open();
        _rig.Sql(BreakLane);
        _rig.Append(1);
        _rig.RunFor(TimeSpan.FromSeconds(30));
        Assert.Empty(_rig.Tries);
        Assert.NotNull(_rig.Lane.View.Fault);
        _rig.Sql("DROP TRIGGER broken");
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(["1 Delivered"], _rig.Outcomes());
        Assert.Null(_rig.Lane.View.Fault);
    }

    [Fact]
    public void A_lane_ends_although_its_store_takes_nothing_any_more()
    {
        _rig.Open();
        _rig.Append(1);
        _rig.RunFor(TimeSpan.FromSeconds(1));
        _rig.Sql(BreakLane);
        _rig.Append(2);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.True(_rig.Stop(TimeSpan.FromSeconds(10)));

        // Invariant 10: what has no audit row is not settled and goes again after the restart.
        Assert.Equal(["Update 1", "Update 2"], _rig.Tries);
        Assert.Equal(["1 Delivered"], _rig.Outcomes());
    }

    [Fact]
    public void What_the_journal_forgot_while_the_partner_was_not_configured_lapses_openly()
    {
        // Invariant 1: visible and counted, never silently gone; and the lane goes on behind it.
        for (var record = 1; record <= 5; record++)
        {
            _rig.Append(record);
        }

        _rig.Sql("DELETE FROM journal WHERE seq <= 3");
        _rig.Open();
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(
            ["1 Lapsed", "2 Lapsed", "3 Lapsed", "4 Delivered", "5 Delivered"],
            _rig.Outcomes().Order(StringComparer.Ordinal));
        Assert.Equal(0, _rig.Lane.View.Lag);
    }

    [Fact]
    public void What_waits_lapses_openly_when_its_event_is_gone()
    {
        _rig.Script = _ => DeliveryResult.Failed(FailureKind.Unavailable, "http_503");
        _rig.Open();
        _rig.Append(1);
        _rig.RunFor(TimeSpan.FromMilliseconds(1));
        _rig.Sql("DELETE FROM journal");
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(["1 Lapsed"], _rig.Outcomes());
        Assert.Equal(0, _rig.Lane.View.Lag);
    }

    [Fact]
    public void After_an_hour_away_everything_goes_in_order_and_a_stuck_record_holds_only_itself()
    {
        // Invariant 2: per record in order; a retry never overtakes.
        _rig.Open();
        _rig.Script = _ => DeliveryResult.Failed(FailureKind.Unreachable, "refused");
        for (var n = 0; n < 200; n++)
        {
            // Deletes are never merged away: each must arrive.
            _rig.Append(n % 10, ChangeOp.Delete);
        }

        _rig.RunFor(TimeSpan.FromHours(1));
        Assert.Empty(_rig.Outcomes());
        Assert.Equal(0, _rig.Lane.View.Counts.Waiting);
        _rig.Script = owed => owed.Event.Key.Json == """{"id":3}"""
            ? DeliveryResult.Failed(FailureKind.Unavailable, "http_503")
            : DeliveryResult.Ended(Outcome.Delivered);
        _rig.RunFor(TimeSpan.FromMinutes(2));
        var numbers = _rig.Outcomes().ConvertAll(o => int.Parse(o.Split(' ')[0], CultureInfo.InvariantCulture));
        Assert.Equal(180, numbers.Count);
        Assert.All(numbers.GroupBy(n => n % 10), record => Assert.Equal(record.Order(), record));
        Assert.Equal(20, _rig.Lane.View.Counts.Waiting);
        _rig.Script = null;
        _rig.RunFor(TimeSpan.FromMinutes(10));
        Assert.Equal(200, _rig.Outcomes().Count);
        Assert.Equal(0, _rig.Lane.View.Lag);
    }

    [Fact]
    public void A_batch_tells_a_new_record_as_insert_also_when_its_insert_was_settled_before_a_crash()
    {
        // Invariant 3: a repeat of the cut renders the same.
        using var rig = new LaneRig(new SchedulePlan(null, TimeSpan.FromHours(1), RunMissed: true));
        rig.Open();
        rig.Append(1, ChangeOp.Insert);
        rig.Append(1);
        rig.Script = _ => DeliveryResult.Failed(FailureKind.Unreachable, "refused");
        rig.RunFor(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        Assert.Equal("Insert 2", rig.Tries[0]);
        Assert.Equal(["1 Superseded"], rig.Outcomes());
        rig.Tries.Clear();
        rig.Script = null;
        rig.Open();
        rig.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal("Insert 2", rig.Tries[0]);
    }

    [Fact]
    public void What_was_not_owed_yet_when_a_life_began_has_not_gone_out_in_an_earlier_one()
    {
        _rig.Open();
        _rig.Append(1);
        _rig.Script = _ => DeliveryResult.Failed(FailureKind.Unreachable, "refused");
        _rig.RunFor(TimeSpan.FromMilliseconds(100));
        Assert.True(_rig.Stop(TimeSpan.FromSeconds(10)));
        var gone = new List<string>();
        _rig.Script = owed =>
        {
            gone.Add($"{owed.PartnerSeq} {owed.MayHaveGone}");
            return DeliveryResult.Ended(Outcome.Delivered);
        };
        _rig.Open();
        _rig.Append(2);
        _rig.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal(["1 True", "2 False"], gone);
    }
}
