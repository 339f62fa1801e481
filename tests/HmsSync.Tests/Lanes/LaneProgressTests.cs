using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Seams;
using Xunit;

namespace HmsSync.Tests.Lanes;

public sealed class LaneProgressTests
{
    [Fact]
    public void It_agrees_with_a_set_of_numbers_over_many_random_orders()
    {
        for (var seed = 1UL; seed <= 50; seed++)
        {
            var random = new RandomSource(seed);
            var progress = new LaneProgress();
            var settled = new HashSet<long>();
            for (var i = 0; i < 3_000; i++)
            {
                var n = progress.Low.Value + 1 + random.Next(random.OneIn(10) ? LaneProgress.Window : 50);
                progress.Settle(new PartnerSeq(n));
                settled.Add(n);
                Assert.Equal(LowOf(settled, progress.Low.Value), progress.Low.Value);
                AgreesOn(settled, i % 100 == 0 || progress.Low.Value % 64 == 63 ? Restore(progress) : progress, progress.Low.Value + 1, 70);
            }

            AgreesOn(settled, progress, 1, progress.Low.Value + LaneProgress.Window);
            AgreesOn(settled, Restore(progress), 1, progress.Low.Value + LaneProgress.Window);
        }
    }

    [Fact]
    public void A_number_beyond_the_window_is_refused()
        => Assert.Throws<InvalidOperationException>(
            () => new LaneProgress().Settle(new PartnerSeq(LaneProgress.Window + 1)));

    [Fact]
    public void What_may_have_started_never_goes_back()
    {
        var progress = new LaneProgress();
        progress.Start(new PartnerSeq(9));
        progress.Start(new PartnerSeq(3));
        Assert.Equal(9, progress.MayHaveStarted.Value);
    }

    [Fact]
    public void A_range_that_lapsed_is_passed_when_everything_before_it_is_settled()
    {
        var progress = new LaneProgress();
        progress.Settle(new PartnerSeq(2));
        progress.Lapse(Range(4, 9_000));
        progress.Lapse(Range(9_001, 20_000));
        progress.Settle(new PartnerSeq(1));
        Assert.Equal(2, progress.Low.Value);
        Assert.Equal(Range(4, 20_000), Restore(progress).Lapsed);
        progress.Settle(new PartnerSeq(3));
        Assert.Equal(20_000, progress.Low.Value);
        Assert.Null(progress.Lapsed);
        progress.Lapse(Range(20_001, 20_005));
        Assert.Equal(20_005, progress.Low.Value);
    }

    [Fact]
    public void What_is_settled_does_not_lapse_and_what_has_lapsed_is_not_settled()
    {
        // Invariant 10: of each delivery one outcome.
        var progress = new LaneProgress();
        progress.Settle(new PartnerSeq(2));
        Assert.Throws<InvalidOperationException>(() => progress.Lapse(Range(2, 5)));
        progress.Lapse(Range(3, 5));
        Assert.Throws<InvalidOperationException>(() => progress.Settle(new PartnerSeq(4)));
        Assert.Throws<InvalidOperationException>(() => progress.Lapse(Range(7, 8)));
    }

    private static void AgreesOn(HashSet<long> settled, LaneProgress progress, long from, long count)
    {
        for (var n = from; n < from + count; n++)
        {
            Assert.Equal(settled.Contains(n), progress.IsDone(new PartnerSeq(n)));
        }
    }

    private static LapsedRange Range(long first, long until) => new(new PartnerSeq(first), new PartnerSeq(until));

    private static LaneProgress Restore(LaneProgress progress)
    {
        var bitmap = new byte[LaneProgress.MaxBitmapBytes];
        var length = progress.WriteBitmap(bitmap);
        return LaneProgress.Restore(progress.Low.Value, bitmap.AsSpan(0, length), progress.MayHaveStarted.Value, progress.Lapsed);
    }

    private static long LowOf(HashSet<long> settled, long from)
    {
        var low = from;
        while (settled.Contains(low + 1))
        {
            low++;
        }

        return low;
    }
}
