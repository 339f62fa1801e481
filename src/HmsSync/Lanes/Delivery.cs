using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>One owed event for one participant.</summary>
/// <param name="PartnerSeq">Its number in the lane.</param>
/// <param name="Op">What the participant is told; may differ from the event's own (a route entered or left).</param>
/// <param name="Event">What the journal holds.</param>
internal sealed record Delivery(PartnerSeq PartnerSeq, ChangeOp Op, JournaledEvent Event);
