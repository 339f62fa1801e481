namespace HmsSync.Sdk;

/// <summary>
/// Speaks one external API for one partner. One instance a partner; calls come side by side, never two for one record.
/// </summary>
public abstract class PartnerAdapter
{
    /// <summary>
    /// Makes the call that tells the partner of one delivery. Faults are values: throw only on a bug. When
    /// <paramref name="deadline"/> fires answer <see cref="FailureKind.Unknown"/>, or
    /// <see cref="FailureKind.Unreachable"/> where nothing can have gone out; an
    /// <see cref="OperationCanceledException"/> counts as <see cref="FailureKind.Unknown"/>.
    /// </summary>
    public abstract Task<PushOutcome> PushAsync(PushRequest request, CancellationToken deadline);

    /// <summary>
    /// Makes one call that changes nothing at the partner and shows whether pushes could reach it (<c>partners test</c>).
    /// Faults are values, as in <see cref="PushAsync"/>; without an own one the answer is that there is none.
    /// </summary>
    public virtual Task<PushOutcome> TestAsync(CancellationToken deadline)
        => Task.FromResult(PushOutcome.Failed(
            FailureKind.Unbuildable, "no_test", detail: "This adapter has no call that would change nothing."));
}
