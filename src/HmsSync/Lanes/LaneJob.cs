using HmsSync.Changes;

namespace HmsSync.Lanes;

/// <summary>One delivery in the hands of a worker.</summary>
internal sealed class LaneJob(Delivery delivery, int slot, WaitingEntry waiting)
{
    public const int FromWaiting = -1;

    public Delivery Delivery { get; } = delivery;

    /// <summary>Its slot in the window, or <see cref="FromWaiting"/>.</summary>
    public int Slot { get; } = slot;

    /// <summary>Its row in waiting, when it comes from there.</summary>
    public WaitingEntry Waiting { get; } = waiting;

    public PartnerSeq PartnerSeq => Delivery.PartnerSeq;

    /// <summary>Calls that may have reached the participant, over restarts.</summary>
    public int Attempts { get; set; } = waiting.Attempts;

    /// <summary>When it was tried first; null before.</summary>
    public EventTime? FirstAt { get; set; } = waiting.Attempts > 0 ? waiting.FirstAt : null;

    /// <summary>From the commit in the journal to the participant's acknowledgement; null: it has none.</summary>
    public TimeSpan? Took { get; set; }

    /// <summary>How often it was the probe of an open breaker and failed.</summary>
    public int FailedProbes { get; set; }
}
