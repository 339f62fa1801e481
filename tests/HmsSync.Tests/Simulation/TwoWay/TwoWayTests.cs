using System.Collections.Concurrent;
using System.Globalization;
using Xunit;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>Invariants 4 to 8 under everything that can go wrong two ways, over many seeds.</summary>
public sealed class TwoWayTests(ITestOutputHelper output)
{
    private const int StepsPerSeed = 600;

    // Invariant 4, Invariant 5, Invariant 6, Invariant 7, Invariant 8
    [Fact]
    public void Both_sides_agree_and_no_loser_is_silent_whatever_goes_wrong()
    {
        var seeds = int.Parse(Environment.GetEnvironmentVariable("HMS_SYNC_TWO_WAY_SEEDS") ?? "500", CultureInfo.InvariantCulture);
        var first = ulong.Parse(Environment.GetEnvironmentVariable("HMS_SYNC_FIRST_SEED") ?? "1", CultureInfo.InvariantCulture);
        var failures = new ConcurrentQueue<(ulong Seed, string Finding)>();
        var (crashes, conflicts, writes) = (0L, 0L, 0L);
        Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (i, loop) =>
        {
            using var world = new TwoWayWorld(first + (ulong)i);
            foreach (var finding in world.Run(StepsPerSeed))
            {
                failures.Enqueue((first + (ulong)i, finding));
                loop.Stop();
            }

            Interlocked.Add(ref crashes, world.Crashes);
            Interlocked.Add(ref conflicts, world.Conflicts);
            Interlocked.Add(ref writes, world.Writes.Count);
        });
        output.WriteLine($"{seeds} seeds, {writes} writes by people, {crashes} crashes, {conflicts} conflicts");
        Assert.True(failures.IsEmpty, string.Join('\n', failures.Take(10).Select(f => $"seed {f.Seed}: {f.Finding}")) + Timeline(failures));
        Assert.True(crashes > seeds && conflicts > seeds, "too few crashes or conflicts to prove anything");
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        static ulong Run()
        {
            using var world = new TwoWayWorld(11);
            world.Run(StepsPerSeed);
            return world.TraceHash;
        }

        Assert.Equal(Run(), Run());
    }

    /// <summary>Plays the smallest failing seed again and tells what happened.</summary>
    private static string Timeline(ConcurrentQueue<(ulong Seed, string Finding)> failures)
    {
        if (failures.IsEmpty)
        {
            return "";
        }

        var seed = failures.Min(f => f.Seed);
        using var world = new TwoWayWorld(seed, timeline: true);
        world.Run(StepsPerSeed);
        return $"\nseed {seed}, {world.Partner.Flaws}, as it went:\n{string.Join('\n', world.Faults.Timeline!)}";
    }
}
