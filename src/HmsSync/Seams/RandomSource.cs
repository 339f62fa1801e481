namespace HmsSync.Seams;

/// <summary>
/// Seeded randomness (SplitMix64, Steele and others 2014): everything random in the engine comes from one of these, so that
/// a seed replays a run. Not for secrets. One owner; not safe for several threads.
/// </summary>
internal sealed class RandomSource(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A source of its own for one component, whatever the others draw.</summary>
    public RandomSource Split() => new(NextUInt64());

    public ulong NextUInt64()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 ≤ result &lt; <paramref name="bound"/>.</summary>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)(NextUInt64() % (ulong)bound);
    }

    /// <summary>0 ≤ result &lt; 1.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True once in <paramref name="n"/> draws.</summary>
    public bool OneIn(int n) => Next(n) == 0;

    public void Fill(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)NextUInt64();
        }
    }
}
