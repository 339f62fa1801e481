using System.Globalization;
using Xunit;

namespace HmsSync.Tests.Simulation;

/// <summary>Invariants 1, 2, 3, 10 under everything that can go wrong one way, over many seeds.</summary>
public sealed class SimulationTests
{
    private const int StepsPerSeed = 400;

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        static (ulong, int) Run()
        {
            using var world = new SimWorld(7);
            world.Run(StepsPerSeed);
            return (world.TraceHash, world.Faults.Calls);
        }

        Assert.Equal(Run(), Run());
    }

    [Fact]
    public void Nothing_is_lost_reordered_or_invented_whatever_goes_wrong()
    {
        var seeds = int.Parse(Environment.GetEnvironmentVariable("HMS_SYNC_SEEDS") ?? "1000", CultureInfo.InvariantCulture);
        var first = ulong.Parse(Environment.GetEnvironmentVariable("HMS_SYNC_FIRST_SEED") ?? "1", CultureInfo.InvariantCulture);
        var totals = new SimTotals();
        Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (i, loop) =>
        {
            using var world = new SimWorld(first + (ulong)i);
            var findings = world.Run(StepsPerSeed);
            totals.Add(first + (ulong)i, world, findings);
            if (findings.Count > 0)
            {
                loop.Stop();
            }
        });
        TestContext.Current.TestOutputHelper?.WriteLine(totals.ToString());
        Assert.True(totals.Failures.IsEmpty, string.Join('\n', totals.Failures.Take(10)) + Timeline(totals.FirstFailing));
        Assert.True(totals.Crashes > seeds, "too few crashes to prove anything");
        Assert.True(totals.Repeats > seeds, "too few repeats to prove anything");
    }

    [Fact]
    public void A_new_store_never_uses_a_key_of_the_old_one_again()
    {
        // Invariant 3: keys carry the store's epoch.
        for (var seed = 1UL; seed <= 30; seed++)
        {
            using var world = new SimWorld(seed);
            world.Play(StepsPerSeed / 2);
            world.LoseStore();
            world.Play(StepsPerSeed);
            Assert.DoesNotContain(
                world.Partners.SelectMany(p => p.Violations), v => v.Contains("invariant 3", StringComparison.Ordinal));
        }
    }

    /// <summary>Plays the failing seed again and tells what happened.</summary>
    private static string Timeline(ulong? seed)
    {
        if (seed is null)
        {
            return "";
        }

        using var world = new SimWorld(seed.Value, timeline: true);
        world.Run(StepsPerSeed);
        return $"\nseed {seed}, as it went:\n{string.Join('\n', world.Faults.Timeline!)}";
    }
}
