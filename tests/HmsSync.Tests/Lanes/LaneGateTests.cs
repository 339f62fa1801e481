using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Lanes;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Tests.Simulation;
using Xunit;

namespace HmsSync.Tests.Lanes;

public sealed class LaneGateTests
{
    private static readonly PushOutcome Refused = PushOutcome.Failed(FailureKind.Unreachable, "refused");
    private static readonly PushOutcome Busy = PushOutcome.Failed(FailureKind.Unavailable, "http_503", 503);

    private readonly VirtualTime _time = new();
    private readonly LaneGate _gate;

    public LaneGateTests()
        => _gate = new LaneGate(
            new RetryPlan(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), TimeSpan.FromDays(3)),
            null,
            _time,
            new RandomSource(1));

    [Fact]
    public async Task A_refused_connection_holds_the_lane_and_the_lowest_goes_first_as_a_probe()
    {
        Assert.Equal(Admission.Go, await Admit(1));
        Assert.True(_gate.Suspect(Refused, record: 1, wasProbe: false));
        var (later, lowest) = (Admit(9), Admit(3));
        _gate.Tick(Now);
        Assert.False(lowest.IsCompleted);
        PassProbeTime();
        Assert.Equal(Admission.GoAsProbe, await lowest);
        Assert.False(later.IsCompleted);
        _gate.Answered(wasProbe: true);
        Assert.Equal(Admission.Go, await later);
    }

    [Fact]
    public void Failures_of_one_record_do_not_hold_the_lane_but_those_of_several_do()
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.False(_gate.Suspect(Busy, record: 1, wasProbe: false));
        }

        for (var record = 2; record < LaneGate.FailuresToTrip; record++)
        {
            Assert.False(_gate.Suspect(Busy, record, wasProbe: false));
        }

        Assert.True(_gate.Suspect(Busy, record: 99, wasProbe: false));
        Assert.Equal(GateState.Held, _gate.View.State);
    }

    [Fact]
    public async Task A_lane_that_was_paused_by_its_own_probe_goes_on_when_it_is_resumed()
    {
        _gate.Suspect(Refused, record: 1, wasProbe: false);
        var probe = Admit(3);
        PassProbeTime();
        Assert.Equal(Admission.GoAsProbe, await probe);
        _gate.Pause(new LanePause("unauthorized", "engine", Now, "401"));
        var again = Admit(3);
        _gate.Pause(null);
        _gate.Tick(Now);
        Assert.Equal(Admission.GoAsProbe, await again);
    }

    [Fact]
    public async Task An_answer_lets_nothing_out_of_a_lane_that_is_paused_or_cannot_store()
    {
        // Invariant 10: no new effect while outcomes cannot be stored.
        _gate.Suspect(Refused, record: 1, wasProbe: false);
        _gate.Pause(new LanePause("operator", "ann", Now, "paused"));
        _gate.HoldForStore(true);
        var held = Admit(3);
        _gate.Answered(wasProbe: false);
        Assert.False(held.IsCompleted);
        _gate.Pause(null);
        Assert.False(held.IsCompleted);
        _gate.HoldForStore(false);
        Assert.Equal(Admission.Go, await held);
    }

    [Fact]
    public void An_earlier_call_that_goes_well_takes_nothing_back_of_retry_after()
    {
        _gate.SlowDown(PushOutcome.Failed(FailureKind.Throttled, "http_429", 429, TimeSpan.FromMinutes(1)));
        var held = Admit(3);
        _gate.Answered(wasProbe: false);
        Assert.False(held.IsCompleted);
    }

    [Fact]
    public void A_held_lane_with_nobody_waiting_wants_no_look()
    {
        // It would hide when the next delivery that waits falls due.
        _gate.Suspect(Refused, record: 1, wasProbe: false);
        Assert.Null(_gate.NextWake);
        _ = Admit(3);
        Assert.NotNull(_gate.NextWake);
    }

    [Fact]
    public async Task A_paced_delivery_does_not_go_when_the_lane_closes()
    {
        var paced = new LaneGate(
            new RetryPlan(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), TimeSpan.FromDays(3)), 0.01, _time, new RandomSource(1));
        Assert.Equal(Admission.Go, await paced.AdmitAsync(new PartnerSeq(1)));
        var next = paced.AdmitAsync(new PartnerSeq(2)).AsTask();
        paced.Close();
        Assert.Equal(Admission.Stop, await next);
    }

    [Fact]
    public async Task Retry_after_is_obeyed()
    {
        _gate.SlowDown(PushOutcome.Failed(FailureKind.Throttled, "http_429", 429, TimeSpan.FromMinutes(10)));
        var waiting = Admit(1);
        _time.MoveTo(_time.Ticks + TimeSpan.FromMinutes(9).Ticks);
        _gate.Tick(Now);
        Assert.False(waiting.IsCompleted);
        _time.MoveTo(_time.Ticks + TimeSpan.FromMinutes(1).Ticks);
        _gate.Tick(Now);
        Assert.Equal(Admission.GoAsProbe, await waiting);
    }

    [Fact]
    public async Task A_pause_outlasts_every_probe_and_ends_with_a_word()
    {
        _gate.Pause(new LanePause("operator", "me", Now, "because"));
        var waiting = Admit(1);
        PassProbeTime();
        Assert.False(waiting.IsCompleted);
        _gate.Pause(null);
        Assert.Equal(Admission.Go, await waiting);
    }

    [Fact]
    public async Task While_outcomes_cannot_be_stored_nothing_starts()
    {
        // Invariant 10: no new effect without its audit row.
        _gate.HoldForStore(true);
        var waiting = Admit(1);
        PassProbeTime();
        Assert.False(waiting.IsCompleted);
        _gate.HoldForStore(false);
        Assert.Equal(Admission.Go, await waiting);
    }

    [Fact]
    public async Task A_probe_that_needed_no_call_lets_another_look()
    {
        _gate.Suspect(Refused, record: 1, wasProbe: false);
        var (first, second) = (Admit(1), Admit(2));
        PassProbeTime();
        Assert.Equal(Admission.GoAsProbe, await first);
        _gate.NoCall();
        _gate.Tick(Now);
        Assert.Equal(Admission.GoAsProbe, await second);
    }

    [Fact]
    public async Task Stopping_sends_everybody_home()
    {
        _gate.Suspect(Refused, record: 1, wasProbe: false);
        var waiting = Admit(1);
        _gate.Close();
        Assert.Equal(Admission.Stop, await waiting);
        Assert.Equal(Admission.Stop, await Admit(2));
    }

    private EventTime Now => EventTime.From(_time.GetUtcNow());

    private Task<Admission> Admit(long number) => _gate.AdmitAsync(new PartnerSeq(number)).AsTask();

    private void PassProbeTime()
    {
        _time.MoveTo(_time.Ticks + LaneGate.ProbeEvery.Ticks);
        _gate.Tick(Now);
    }
}
