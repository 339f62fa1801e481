using HmsSync.Audit;
using HmsSync.Lanes;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Lanes;

/// <summary>Invariant 5: both directions of a link take turns, each until what it did can be read.</summary>
public sealed class LinkGatesTests
{
    private readonly LinkGates _gates = new();

    [Fact]
    public async Task The_other_direction_waits_until_the_outcome_is_committed()
    {
        var first = await DeliverAsync(1, DeliveryResult.Ended(Outcome.Delivered));
        var second = DeliverAsync(1, DeliveryResult.Ended(Outcome.Agreed));
        Assert.False(second.IsCompleted);

        first.Turn!.Dispose(); // as the commit does
        var result = await second;
        Assert.Equal(Outcome.Agreed, result.Outcome);
        result.Turn!.Dispose();
    }

    [Fact]
    public async Task A_failure_frees_the_link_at_once()
    {
        var failed = await DeliverAsync(1, DeliveryResult.Failed(FailureKind.Unreachable, "refused"));
        Assert.Null(failed.Turn);
        Assert.Equal(Outcome.Delivered, (await DeliverAsync(1, DeliveryResult.Ended(Outcome.Delivered))).Outcome);
    }

    [Fact]
    public async Task A_bug_in_a_delivery_does_not_keep_the_link()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _gates.InTurnAsync(7, 1, () => throw new InvalidOperationException("a bug")));
        Assert.NotNull((await DeliverAsync(1, DeliveryResult.Ended(Outcome.Delivered))).Turn);
    }

    [Fact]
    public async Task Other_records_do_not_wait()
    {
        await DeliverAsync(1, DeliveryResult.Ended(Outcome.Delivered));
        Assert.NotNull((await DeliverAsync(2, DeliveryResult.Ended(Outcome.Delivered))).Turn);
    }

    private Task<DeliveryResult> DeliverAsync(long record, DeliveryResult result)
        => _gates.InTurnAsync(7, record, () => Task.FromResult(result));
}
