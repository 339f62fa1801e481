using System.Collections.Concurrent;
using System.Globalization;
using Xunit;

namespace HmsSync.Tests.Simulation.Races;

/// <summary>Nobody double-books, whatever goes wrong, over many seeds.</summary>
public sealed class RaceTests(ITestOutputHelper output)
{
    private const int StepsPerSeed = 600;

    // Invariant 4, Invariant 5, Invariant 6, Invariant 7
    [Fact]
    public void Races_for_one_slot_never_leave_two_winners_whatever_goes_wrong()
    {
        var seeds = int.Parse(Environment.GetEnvironmentVariable("HMS_SYNC_RACE_SEEDS") ?? "500", CultureInfo.InvariantCulture);
        var first = ulong.Parse(Environment.GetEnvironmentVariable("HMS_SYNC_FIRST_SEED") ?? "1", CultureInfo.InvariantCulture);
        var failures = new ConcurrentQueue<(ulong Seed, string Finding)>();
        var (crashes, losers) = (0L, 0L);
        Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (i, loop) =>
        {
            using var world = new RaceWorld(first + (ulong)i);
            foreach (var finding in world.Run(StepsPerSeed))
            {
                failures.Enqueue((first + (ulong)i, finding));
                loop.Stop();
            }

            Interlocked.Add(ref crashes, world.Crashes);
            Interlocked.Add(ref losers, world.Losers);
        });
        output.WriteLine($"{seeds} seeds, {crashes} crashes, {losers} lost a place");
        Assert.True(failures.IsEmpty, string.Join('\n', failures.Take(10).Select(f => $"seed {f.Seed}: {f.Finding}")) + Timeline(failures));
        Assert.True(crashes > seeds && losers > seeds, $"too few crashes ({crashes}) or losers ({losers}) to prove anything");
    }

    /// <summary>Plays the smallest failing seed again and tells what happened.</summary>
    private static string Timeline(ConcurrentQueue<(ulong Seed, string Finding)> failures)
    {
        if (failures.IsEmpty)
        {
            return "";
        }

        var seed = failures.Min(f => f.Seed);
        using var world = new RaceWorld(seed, timeline: true);
        world.Run(StepsPerSeed);
        return $"\nseed {seed}, {world}, as it went:\n{string.Join('\n', world.Faults.Timeline!)}";
    }
}
