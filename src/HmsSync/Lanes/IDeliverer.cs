using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>Brings one delivery to its participant, through the lane's stages; one try a call.</summary>
internal interface IDeliverer
{
    /// <summary>
    /// Never throws for a fault of the participant. Different records are delivered side by side, never two of one record but
    /// for what a person drives again.
    /// </summary>
    /// <param name="owed">What is owed.</param>
    /// <param name="cancellation">The engine is stopping hard: give up the call; its outcome is unknown.</param>
    Task<DeliveryResult> DeliverAsync(OwedEvent owed, CancellationToken cancellation);

    /// <summary>It is parked: no further try comes unless a person wants one.</summary>
    /// <param name="delivery">Its number in the lane.</param>
    /// <param name="record">The store's number of what it was about.</param>
    void GivenUp(PartnerSeq delivery, long record)
    {
        // Who remembers nothing between tries has nothing to forget.
    }
}

/// <summary>What a deliverer must know of a delivery.</summary>
/// <param name="PartnerSeq">Its number in the lane.</param>
/// <param name="Op">What the participant is told.</param>
/// <param name="Event">What the journal holds.</param>
/// <param name="Replay">A person asked for it again.</param>
/// <param name="MayHaveGone">It was tried before, maybe in an earlier life of the engine: a call may have been made.</param>
internal readonly record struct OwedEvent(
    PartnerSeq PartnerSeq, ChangeOp Op, JournaledEvent Event, bool Replay, bool MayHaveGone);
