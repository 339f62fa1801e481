using System.Buffers.Binary;
using System.Numerics;
using HmsSync.Changes;

namespace HmsSync.Lanes;

/// <summary>
/// The durable state of a lane: everything up to <see cref="Low"/> is settled; a bitmap says what is settled in the
/// <see cref="Window"/> numbers above it; up to <see cref="MayHaveStarted"/> a call may have gone out.
/// </summary>
internal sealed class LaneProgress
{
    /// <summary>How far above low a delivery may be settled.</summary>
    public const int Window = 4_096;

    public const int MaxBitmapBytes = Window / 8;

    // Bit (n mod Window) says that partner_seq n, low < n <= low + Window, is settled.
    private readonly ulong[] _done = new ulong[Window / 64];

    public PartnerSeq Low { get; private set; }

    public PartnerSeq MayHaveStarted { get; private set; }

    /// <summary>The range that has lapsed above low and is settled as a whole; null: none.</summary>
    public LapsedRange? Lapsed { get; private set; }

    public static LaneProgress Restore(
        long low, ReadOnlySpan<byte> bitmap, long mayHaveStarted, LapsedRange? lapsed = null)
    {
        var progress = new LaneProgress
        {
            Low = new PartnerSeq(low),
            MayHaveStarted = new PartnerSeq(mayHaveStarted),
            Lapsed = lapsed,
        };
        for (var offset = 0; offset < bitmap.Length * 8; offset++)
        {
            if ((bitmap[offset >> 3] & (1 << (offset & 7))) != 0)
            {
                progress.Set(low + 1 + offset);
            }
        }

        return progress;
    }

    public LaneProgress Copy()
    {
        var copy = new LaneProgress { Low = Low, MayHaveStarted = MayHaveStarted, Lapsed = Lapsed };
        _done.CopyTo(copy._done, 0);
        return copy;
    }

    public bool IsDone(PartnerSeq partnerSeq)
        => partnerSeq.Value <= Low.Value || (partnerSeq.Value <= Low.Value + Window && Get(partnerSeq.Value));

    /// <summary>Settles one number and moves low over all that are settled without a hole.</summary>
    public void Settle(PartnerSeq partnerSeq)
    {
        var n = partnerSeq.Value;
        if (n <= Low.Value)
        {
            return;
        }

        if (n > Low.Value + Window || n >= Lapsed?.First.Value)
        {
            throw new InvalidOperationException($"partner_seq {n} is outside the window above {Low}, or has lapsed.");
        }

        Set(n);
        var low = Low.Value;
        while (Get(low + 1))
        {
            low++;
            Clear(low);
        }

        Low = new PartnerSeq(low);
        PassLapsed();
    }

    /// <summary>
    /// Settles a range at once: low passes over it when everything before it is settled. It begins above low, or where the
    /// range that stands ends.
    /// </summary>
    public void Lapse(LapsedRange range)
    {
        var begins = Lapsed is { } stands ? new LapsedRange(stands.First, range.Until) : range;
        var follows = Lapsed is null || range.First.Value == Lapsed.Value.Until.Value + 1;
        if (!follows || IsDone(begins.First) || range.Count < 1)
        {
            throw new InvalidOperationException($"The range {range} does not follow what is settled above {Low}.");
        }

        Lapsed = begins;
        PassLapsed();
    }

    /// <summary>From here on a call for any number up to this one may go out.</summary>
    public void Start(PartnerSeq upTo)
    {
        if (upTo.Value > MayHaveStarted.Value)
        {
            MayHaveStarted = upTo;
        }
    }

    /// <summary>Bit i of the result stands for low + 1 + i; trailing zero bytes are left out. Returns the length.</summary>
    public int WriteBitmap(Span<byte> target)
    {
        target[..MaxBitmapBytes].Clear();
        if (IsBitmapEmpty())
        {
            return 0;
        }

        var length = 0;
        for (var word = 0; word < _done.Length; word++)
        {
            var bits = From(Low.Value + 1 + (64 * word));
            if (bits != 0)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(target[(8 * word)..], bits);
                length = (8 * word) + 8 - (BitOperations.LeadingZeroCount(bits) / 8);
            }
        }

        return length;
    }

    /// <summary>How many numbers above low are settled.</summary>
    public int DoneAboveLow()
    {
        var count = 0;
        foreach (var word in _done)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    private void PassLapsed()
    {
        if (Lapsed is { } range && range.First.Value == Low.Value + 1)
        {
            (Low, Lapsed) = (range.Until, null);
        }
    }

    private bool IsBitmapEmpty() => _done.AsSpan().IndexOfAnyExcept(0UL) < 0;

    /// <summary>The bits of the 64 numbers from n on.</summary>
    private ulong From(long n)
    {
        var (index, shift) = ((int)((n % Window) >> 6), (int)(n & 63));
        var low = _done[index] >> shift;
        return shift == 0 ? low : low | (_done[(index + 1) % _done.Length] << (64 - shift));
    }

    private bool Get(long n) => (_done[(n % Window) >> 6] & (1UL << (int)(n & 63))) != 0;

    private void Set(long n) => _done[(n % Window) >> 6] |= 1UL << (int)(n & 63);

    private void Clear(long n) => _done[(n % Window) >> 6] &= ~(1UL << (int)(n & 63));
}

/// <summary>Numbers of a lane that have lapsed, both ends in it.</summary>
internal readonly record struct LapsedRange(PartnerSeq First, PartnerSeq Until)
{
    public long Count => Until.Value - First.Value + 1;
}
