using FsCheck;
using FsCheck.Fluent;
using HmsSync.Changes;
using HmsSync.Resolve;
using Xunit;

namespace HmsSync.Tests.Resolve;

public sealed class StampTests
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    private static readonly Gen<Stamp> Stamps
        = from start in Gen.Choose(0, 6_000_000)
          from length in Gen.Choose(0, 3_000_000)
          select new Stamp(start, start + length);

    private static Config Runs => Config.QuickThrowOnFailure.WithMaxTest(1_000).WithQuietOnSuccess(true);

    [Theory]
    [InlineData(0, 0, 2_000_000, 2_000_000, nameof(Order.Earlier))]
    [InlineData(0, 0, 1_999_999, 1_999_999, nameof(Order.Undecided))]
    [InlineData(2_000_000, 2_000_000, 0, 0, nameof(Order.Later))]
    [InlineData(1_999_999, 1_999_999, 0, 0, nameof(Order.Undecided))]
    [InlineData(5, 5, 5, 5, nameof(Order.Undecided))]
    [InlineData(0, 1_000_000, 3_000_000, 9_000_000, nameof(Order.Earlier))]
    [InlineData(0, 1_000_001, 3_000_000, 9_000_000, nameof(Order.Undecided))]
    [InlineData(0, 9_000_000, 4_000_000, 5_000_000, nameof(Order.Undecided))]
    public void Stamps_decide_from_max_skew_on(long from, long to, long otherFrom, long otherTo, string order)
        => Assert.Equal(order, new Stamp(from, to).Compare(new Stamp(otherFrom, otherTo), Skew).ToString());

    [Fact]
    public void Stamps_that_are_one_do_not_decide_even_without_skew()
    {
        Assert.Equal(Order.Undecided, new Stamp(5, 5).Compare(new Stamp(5, 5), TimeSpan.Zero));
        Assert.Equal(Order.Earlier, new Stamp(5, 5).Compare(new Stamp(6, 6), TimeSpan.Zero));
    }

    [Fact]
    public void What_is_earlier_than_another_sees_it_as_later()
        => Check.One(Runs, Prop.ForAll(Gen.Zip(Stamps, Stamps).ToArbitrary(), pair =>
            (pair.Item1.Compare(pair.Item2, Skew), pair.Item2.Compare(pair.Item1, Skew))
                is (Order.Earlier, Order.Later) or (Order.Later, Order.Earlier) or (Order.Undecided, Order.Undecided)));

    [Fact]
    public void Earlier_is_transitive()
        => Check.One(Runs, Prop.ForAll(Stamps.ArrayOf(3).ToArbitrary(), all =>
        {
            var (a, b, c) = (all[0], all[1], all[2]);
            return a.Compare(b, Skew) != Order.Earlier || b.Compare(c, Skew) != Order.Earlier
                || a.Compare(c, Skew) == Order.Earlier;
        }));

    [Fact]
    public void A_clock_that_is_ahead_is_set_back()
    {
        var latest = new EventTime(1_000);
        Assert.Equal(new Stamp(1_000, 1_000), Stamp.At(new EventTime(5_000)).NotAfter(latest));
        Assert.Equal(new Stamp(500, 1_000), Stamp.Between(new EventTime(500), new EventTime(5_000)).NotAfter(latest));
        Assert.Equal(new Stamp(7, 9), new Stamp(7, 9).NotAfter(latest));
    }
}
