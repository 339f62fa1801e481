using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>
/// A partner whose adapter could not be made: its lane stands still, says why, and the rest of the engine goes on
/// (invariant 12).
/// </summary>
/// <param name="adapter">The adapter's name.</param>
/// <param name="fault">The type of what it threw, whose words may hold a secret of the configuration; or our own words.</param>
internal sealed class ToBroken(string adapter, string fault) : IDeliverer
{
    public const string Code = "adapter_broken";

    public string Why { get; }
        = $"The adapter {adapter} could not be made ({fault}); mend it, then restart. `hms-sync validate` says more.";

    /// <summary>Somebody resumed the lane, but nothing was mended: it pauses again.</summary>
    public Task<DeliveryResult> DeliverAsync(OwedEvent owed, CancellationToken cancellation)
        => Task.FromResult(DeliveryResult.Failed(FailureKind.Gone, Code, Why));
}
