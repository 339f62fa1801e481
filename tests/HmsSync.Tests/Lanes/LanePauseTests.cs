using HmsSync.Audit;
using HmsSync.Hosting.Control;
using HmsSync.Lanes;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Lanes;

/// <summary>When a lane pauses by itself, and that the last word is the operator's.</summary>
public sealed class LanePauseTests : IDisposable
{
    private static readonly DeliveryResult Refused = DeliveryResult.Failed(FailureKind.Rejected, "http_422");
    private static readonly DeliveryResult Unauthorized = DeliveryResult.Failed(FailureKind.Unauthorized, "http_401");

    private readonly LaneRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Twenty_different_records_parked_in_a_row_pause_the_lane_and_one_record_parked_often_does_not()
    {
        _rig.Script = _ => Refused;
        _rig.Open();
        for (var i = 0; i < 2 * LaneDecisions.ParkedInARow; i++)
        {
            _rig.Append(1);
            _rig.RunFor(TimeSpan.FromSeconds(1));
        }

        Assert.Null(_rig.Lane.View.Gate.Pause);
        for (var record = 2; record < 1 + LaneDecisions.ParkedInARow; record++)
        {
            _rig.Append(record);
        }

        _rig.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal("parked_in_a_row", _rig.Lane.View.Gate.Pause?.Code);
    }

    [Fact]
    public void A_delivery_that_goes_well_or_another_code_begins_the_row_anew()
    {
        _rig.Script = owed => owed.PartnerSeq.Value switch
        {
            10 => DeliveryResult.Ended(Outcome.Delivered),
            25 => DeliveryResult.Failed(FailureKind.Rejected, "http_400"),
            _ => Refused,
        };
        _rig.Open();
        for (var record = 1; record <= 40; record++)
        {
            _rig.Append(record);
            _rig.RunFor(TimeSpan.FromSeconds(1));
        }

        Assert.Null(_rig.Lane.View.Gate.Pause);
    }

    [Fact]
    public void What_a_call_found_before_somebody_let_the_lane_go_on_does_not_pause_it_again()
    {
        var calls = 0;
        _rig.Script = _ =>
        {
            if (++calls > 1)
            {
                return DeliveryResult.Ended(Outcome.Delivered);
            }

            // While the call was under way somebody has mended the token.
            _rig.Lane.Committed(_rig.Lane.Decide(null));
            return Unauthorized;
        };
        _rig.Open();
        _rig.Append(1);
        _rig.RunFor(TimeSpan.FromSeconds(1));
        Assert.Null(_rig.Lane.View.Gate.Pause);
        Assert.Equal(2, calls);
    }

    [Fact]
    public void A_pause_of_the_engine_that_the_store_takes_late_does_not_undo_a_later_resume()
    {
        var dead = true;
        _rig.Script = _ => dead ? Unauthorized : DeliveryResult.Ended(Outcome.Delivered);
        _rig.Open();
        _rig.Sql("""
            CREATE TRIGGER broken BEFORE UPDATE OF paused_code ON lane WHEN NEW.paused_code IS NOT NULL
            BEGIN SELECT RAISE(ABORT, 'no room'); END
            """);
        _rig.Append(1);
        _rig.RunFor(TimeSpan.FromMilliseconds(500));
        Assert.Equal("http_401", _rig.Lane.View.Gate.Pause?.Code);
        dead = false;
        _rig.Pause(null);
        _rig.Sql("DROP TRIGGER broken");
        _rig.RunFor(TimeSpan.FromSeconds(30));
        Assert.Equal(["1 Delivered"], _rig.Outcomes());
        Assert.Null(_rig.Ask("SELECT paused_code FROM lane"));
    }

    [Fact]
    public void A_pause_of_the_engine_does_not_take_the_place_of_an_operators()
    {
        _rig.Script = _ =>
        {
            // While the call is out an operator pauses; the answer comes after.
            _rig.Lane.Committed(_rig.Lane.Decide(new LanePause("operator", "anna", default, "Paused by anna.")));
            return Unauthorized;
        };
        _rig.Open();
        _rig.Append(1);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal("anna", _rig.Lane.View.Gate.Pause?.By);
        Assert.Null(_rig.Ask("SELECT paused_code FROM lane"));
    }

    [Fact]
    public void A_lane_in_which_too_much_waits_says_so_loads_nothing_more_and_goes_on_by_itself()
    {
        // Invariant 11: what waits is bounded; invariant 12: it says so.
        using var rig = new LaneRig(owed: new OwedBound(TimeSpan.FromDays(30), 100));
        var broken = new HashSet<long>(Enumerable.Range(1, 49).Select(n => (long)n));
        rig.Script = owed => broken.Contains(owed.PartnerSeq.Value)
            ? DeliveryResult.Failed(FailureKind.Unavailable, "foreign_key") with { WaitsForAnother = true }
            : DeliveryResult.Ended(Outcome.Delivered);
        rig.Open();
        for (var n = 1; n <= 49; n++)
        {
            // They wait for others, which says nothing against the participant: no breaker trips.
            rig.Append(n);
            rig.RunFor(TimeSpan.FromSeconds(1));
        }

        Assert.False(rig.Lane.View.Counts.WaitingFull);
        rig.Append(1, ChangeOp.Delete);
        rig.RunFor(TimeSpan.FromSeconds(1));
        rig.Append(100);
        rig.Append(101);
        rig.RunFor(TimeSpan.FromSeconds(10));
        var full = LaneStanding.Of(rig.Lane.View, "hospital");
        Assert.Equal(("waiting_full", "waiting_full", "hms-sync partners test hospital"), (full.State, full.Code, full.Help));
        Assert.Contains("50 deliveries failed", full.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("Update 51", rig.Tries);
        Assert.Contains(rig.Log.Lines, line => line.Contains("[waiting_full]", StringComparison.Ordinal));

        broken.Clear();
        rig.RunFor(TimeSpan.FromMinutes(20));
        Assert.Equal(0, rig.Lane.View.Lag);
        Assert.Equal("running", LaneStanding.Of(rig.Lane.View, "hospital").State);
        Assert.Single(rig.Log.Lines, line => line.Contains("goes on", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pause_of_the_engine_survives_a_restart()
    {
        _rig.Script = _ => Unauthorized;
        _rig.Open();
        _rig.Append(1);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal("http_401", _rig.Ask("SELECT paused_code FROM lane"));
        _rig.Open();
        Assert.Equal("http_401", _rig.Lane.View.Gate.Pause?.Code);
    }
}
