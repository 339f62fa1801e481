using HmsSync.Audit;

namespace HmsSync.Lanes;

/// <summary>A partner that only listens (<c>adapter: none</c>): what it is owed lies ready for it to read; no call.</summary>
internal sealed class ToListener : IDeliverer
{
    public Task<DeliveryResult> DeliverAsync(OwedEvent owed, CancellationToken cancellation)
        => Task.FromResult(DeliveryResult.Ended(Outcome.Offered));
}
