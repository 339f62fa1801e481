using HmsSync.Changes;

namespace HmsSync.Govern;

/// <summary>
/// Runs policy on a payload for one viewer. This version knows the empty policy only (`governance: none`): everything may be
/// seen; the configuration refuses any other, so that nothing leaks by a policy that is not run.
/// </summary>
internal static class GovernStage
{
    /// <summary>Invariant 9: the one way from a raw payload to one that may leave.</summary>
    public static GovernedPayload Apply(RawPayload payload, Participant viewer)
    {
        ArgumentException.ThrowIfNullOrEmpty(viewer.Name);
        return new GovernedPayload(payload.Fields);
    }
}
