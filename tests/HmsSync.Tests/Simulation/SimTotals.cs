using System.Collections.Concurrent;

namespace HmsSync.Tests.Simulation;

/// <summary>What many seeds came to.</summary>
internal sealed class SimTotals
{
    private int _seeds;
    private long _calls;
    private long _effects;
    private long _repeats;
    private long _crashes;

    public ConcurrentQueue<string> Failures { get; } = new();

    public long Crashes => _crashes;

    public long Repeats => _repeats;

    /// <summary>The smallest seed with a finding.</summary>
    public ulong? FirstFailing { get; private set; }

    public void Add(ulong seed, SimWorld world, List<string> findings)
    {
        Interlocked.Increment(ref _seeds);
        Interlocked.Add(ref _calls, world.Faults.Calls);
        Interlocked.Add(ref _effects, world.Partners.Sum(p => p.Effects));
        Interlocked.Add(ref _repeats, world.Partners.Sum(p => p.Repeats));
        Interlocked.Add(ref _crashes, world.Crashes);
        if (findings.Count > 0)
        {
            lock (Failures)
            {
                FirstFailing = Math.Min(FirstFailing ?? seed, seed);
            }
        }

        foreach (var finding in findings)
        {
            Failures.Enqueue($"seed {seed}: {finding}");
        }
    }

    public override string ToString()
        => $"{_seeds} seeds, {_crashes} crashes, {_calls} calls, {_effects} effects, {_repeats} repeats";
}
