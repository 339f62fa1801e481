using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Resolve;
using Xunit;

namespace HmsSync.Tests.Resolve;

public sealed class DeleteWindowTests
{
    private static readonly EventTime Noon = new(43_200_000_000);

    [Theory]
    [InlineData(0, 50)] // nothing is linked: the count alone decides
    [InlineData(49, 50)]
    [InlineData(50, 10)] // 20 %
    [InlineData(1_000, 50)]
    public void So_many_deletes_are_let_through(int linked, int let)
    {
        var window = new DeleteWindow(GuardPlan.Default);
        var made = 0;
        for (var delivery = 1; delivery <= 100; delivery++)
        {
            made += window.TryCount(new PartnerSeq(delivery), Noon, () => Math.Max(0, linked - made)) ? 1 : 0;
        }

        Assert.Equal(let, made);
    }

    [Fact]
    public void A_repeat_counts_once_and_what_is_older_than_the_window_not_at_all()
    {
        var window = new DeleteWindow(GuardPlan.Default with { MaxDeletesCount = 2 });
        bool Try(int delivery, int minutes) => window.TryCount(new PartnerSeq(delivery), Noon + TimeSpan.FromMinutes(minutes), () => 0);
        Assert.True(Try(1, 0) && Try(1, 1) && Try(2, 30) && Try(1, 31));
        Assert.False(Try(3, 59));
        Assert.True(Try(3, 61)); // the first is over an hour old
        Assert.False(Try(4, 61));
    }

    [Fact]
    public void When_a_person_has_looked_counting_starts_anew()
    {
        var window = new DeleteWindow(GuardPlan.Default with { MaxDeletesCount = 1 });
        Assert.True(window.TryCount(new PartnerSeq(1), Noon, () => 0));
        Assert.False(window.TryCount(new PartnerSeq(2), Noon, () => 0));
        window.Clear();
        Assert.True(window.TryCount(new PartnerSeq(2), Noon, () => 0));
    }
}
