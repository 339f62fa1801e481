namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>
/// Tells which segments may hold a mark: a Bloom filter for each, bit-sliced, so that one look asks 128 of them at once
/// (Goodwin et al., "BitFunnel", SIGIR 2017). About 1 segment in 2,000 is named wrongly.
/// </summary>
internal sealed class SeenFilter
{
    // Invariant 11: 2 bytes of memory for an id that is kept, in slabs of 16 MiB.
    private const int Positions = 1 << 20;
    private const int Hashes = 8;
    private const int Words = 2;
    private const int SegmentsOfSlab = Words * 64;

    private readonly SortedDictionary<long, ulong[]> _slabs = [];

    public void Add(long segment, UInt128 mark)
    {
        if (!_slabs.TryGetValue(segment / SegmentsOfSlab, out var slab))
        {
            _slabs[segment / SegmentsOfSlab] = slab = new ulong[Positions * Words];
        }

        var (column, bit) = Place(segment);
        var (at, step) = Begin(mark);
        for (var i = 0; i < Hashes; i++, at += step)
        {
            slab[((int)(at % Positions) * Words) + column] |= bit;
        }
    }

    /// <summary>Segments that may hold it, newest first.</summary>
    public void Candidates(UInt128 mark, List<long> into)
    {
        foreach (var (number, slab) in _slabs.Reverse())
        {
            var (low, high) = (ulong.MaxValue, ulong.MaxValue);
            var (at, step) = Begin(mark);
            for (var i = 0; i < Hashes && (low | high) != 0; i++, at += step)
            {
                var row = (int)(at % Positions) * Words;
                (low, high) = (low & slab[row], high & slab[row + 1]);
            }

            AddBits(high, (number * SegmentsOfSlab) + 64, into);
            AddBits(low, number * SegmentsOfSlab, into);
        }
    }

    /// <summary>Its place may be used again by none: segments are numbered on.</summary>
    public void Remove(long segment)
    {
        var number = segment / SegmentsOfSlab;
        if (!_slabs.TryGetValue(number, out var slab))
        {
            return;
        }

        var (column, bit) = Place(segment);
        var isUsed = false;
        for (var row = 0; row < slab.Length; row += Words)
        {
            slab[row + column] &= ~bit;
            isUsed |= (slab[row] | slab[row + 1]) != 0;
        }

        if (!isUsed)
        {
            _slabs.Remove(number);
        }
    }

    private static (int Column, ulong Bit) Place(long segment)
        => ((int)(segment % SegmentsOfSlab / 64), 1UL << (int)(segment % 64));

    /// <summary>Kirsch and Mitzenmacher, "Less hashing, same performance" (ESA 2006): two hashes make all of them.</summary>
    private static (ulong At, ulong Step) Begin(UInt128 mark) => ((ulong)mark >> 8, (ulong)(mark >> 64) >> 24 | 1);

    private static void AddBits(ulong bits, long first, List<long> into)
    {
        for (; bits != 0; bits &= ~(1UL << (63 - System.Numerics.BitOperations.LeadingZeroCount(bits))))
        {
            into.Add(first + 63 - System.Numerics.BitOperations.LeadingZeroCount(bits));
        }
    }
}
