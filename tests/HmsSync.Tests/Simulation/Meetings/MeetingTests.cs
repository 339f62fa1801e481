using System.Collections.Concurrent;
using System.Globalization;
using Xunit;

namespace HmsSync.Tests.Simulation.Meetings;

/// <summary>Both sides are full when they first meet, over many seeds.</summary>
public sealed class MeetingTests(ITestOutputHelper output)
{
    private const int StepsPerSeed = 700;

    // Invariant 1, Invariant 4, Invariant 6
    [Fact]
    public void Two_full_sides_meet_and_agree_wherever_the_engine_dies()
    {
        var seeds = int.Parse(Environment.GetEnvironmentVariable("HMS_SYNC_MEETING_SEEDS") ?? "150", CultureInfo.InvariantCulture);
        var first = ulong.Parse(Environment.GetEnvironmentVariable("HMS_SYNC_FIRST_SEED") ?? "1", CultureInfo.InvariantCulture);
        var failures = new ConcurrentQueue<(ulong Seed, string Finding)>();
        var (crashes, conflicts, shared) = (0L, 0L, 0L);
        Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (i, loop) =>
        {
            using var world = new MeetingWorld(first + (ulong)i);
            foreach (var finding in world.Run(StepsPerSeed))
            {
                failures.Enqueue((first + (ulong)i, finding));
                loop.Stop();
            }

            Interlocked.Add(ref crashes, world.Crashes);
            Interlocked.Add(ref conflicts, world.Conflicts);
            Interlocked.Add(ref shared, world.Shared);
        });
        output.WriteLine($"{seeds} seeds, {shared} records on both sides, {crashes} crashes, {conflicts} conflicts");
        Assert.True(failures.IsEmpty, string.Join('\n', failures.Take(10).Select(f => $"seed {f.Seed}: {f.Finding}")) + Timeline(failures));
        Assert.True(crashes > seeds && conflicts > seeds && shared > seeds, "too little happened to prove anything");
    }

    /// <summary>Plays the smallest failing seed again and tells what happened.</summary>
    private static string Timeline(ConcurrentQueue<(ulong Seed, string Finding)> failures)
    {
        if (failures.IsEmpty)
        {
            return "";
        }

        var seed = failures.Min(f => f.Seed);
        using var world = new MeetingWorld(seed, timeline: true);
        world.Run(StepsPerSeed);
        return $"\nseed {seed}, as it went:\n{string.Join('\n', world.Faults.Timeline!)}";
    }
}
