using HmsSync.Configuration;
using HmsSync.Seams;
using Xunit;

namespace HmsSync.Tests.Simulation;

/// <summary>A partner that is away for longer than <c>replay.owed</c> allows, over many seeds.</summary>
public sealed class LapseTests
{
    private const string Away = "lotus_notes";

    private static readonly ReplayPlan Small = ReplayPlan.Default with { OwedMaxEvents = 50 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_owed_past_the_bound_lapses_openly_and_every_record_gets_its_newest_state(bool crashes)
    {
        // Invariants 1, 2, 3, 10, 11.
        var (expired, lapsed) = (0L, 0L);
        for (var seed = 1UL; seed <= 25; seed++)
        {
            using var world = Begin(seed, Small);
            var random = new RandomSource(seed + 1_000);
            for (var round = 0; round < 12; round++)
            {
                Busy(world, random);
                world.RunFor(TimeSpan.FromSeconds(14));
                if (crashes && random.OneIn(2))
                {
                    // About where retention begins to work.
                    world.RunFor(TimeSpan.FromSeconds(15));
                    world.Step(random.Next(120));
                    world.Crash();
                }
            }

            world.RunFor(TimeSpan.FromSeconds(31));
            var lane = world.Engine!.Lanes.Single(l => l.Plan.Name == Away);
            Assert.True(lane.View.Lag <= 50 + 25, $"seed {seed}: it is still owed {lane.View.Lag} deliveries");
            var findings = Heal(world);
            Assert.True(findings.Count == 0, $"seed {seed}: {string.Join('\n', findings)}");
            expired += LapseOracle.Count(world, Away, Audit.Outcome.Expired);
            lapsed += LapseOracle.Count(world, Away, Audit.Outcome.Lapsed);
        }

        Assert.True(expired > 50 && lapsed > 500, $"too little lapsed to prove anything: {expired} events, {lapsed} states");
    }

    [Fact]
    public void What_is_owed_for_too_long_lapses_though_it_is_little()
    {
        using var world = Begin(3, ReplayPlan.Default with { OwedMaxEvents = 4, OwedMaxAge = TimeSpan.FromMinutes(10) });
        world.Faults.Down.Clear();
        world.RunFor(TimeSpan.FromSeconds(30));
        world.Faults.Down.Add(Away);
        for (var i = 0; i < 4; i++)
        {
            world.Publish();
        }

        world.RunFor(TimeSpan.FromMinutes(9));
        Assert.Equal(0, LapseOracle.Count(world, Away, Audit.Outcome.Expired));
        world.RunFor(TimeSpan.FromMinutes(3));
        Assert.True(LapseOracle.Count(world, Away, Audit.Outcome.Expired) > 0);
        Assert.Empty(Heal(world));
    }

    private static SimWorld Begin(ulong seed, ReplayPlan replay)
    {
        var world = new SimWorld(seed, replay: replay);
        world.Partner(new Changes.Participant(Away)).MayBeToldAgain = true;
        world.Begin();
        world.Faults.Down.Add(Away);
        return world;
    }

    private static void Busy(SimWorld world, RandomSource random)
    {
        for (var i = 0; i < 12; i++)
        {
            world.Application.Act();
            if (random.OneIn(4))
            {
                world.Publish();
            }
        }
    }

    private static List<string> Heal(SimWorld world)
    {
        world.Faults.Down.Clear();
        world.RunFor(TimeSpan.FromMinutes(3));
        var findings = LapseOracle.Judge(world, Away);
        var calls = world.Faults.Calls;
        world.RunFor(TimeSpan.FromMinutes(2));
        if (world.Faults.Calls != calls)
        {
            findings.Add($"{world.Faults.Calls - calls} calls although everything was quiet");
        }

        return findings;
    }
}
