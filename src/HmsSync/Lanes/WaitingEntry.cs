using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>One delivery that waits for its next try, or behind one that does.</summary>
/// <param name="PartnerSeq">Its number in the lane.</param>
/// <param name="Seq">Its event.</param>
/// <param name="Op">What the participant will be told.</param>
/// <param name="Record">The store's record number.</param>
/// <param name="Attempts">Tries so far; 0: only waits behind another.</param>
/// <param name="FirstAt">When it was tried first.</param>
/// <param name="NextAt">When it may be tried again.</param>
/// <param name="Code">Code of the last failure; empty when it was not tried.</param>
/// <param name="Replay">A person asked for it to be delivered again.</param>
internal readonly record struct WaitingEntry(
    PartnerSeq PartnerSeq,
    Seq Seq,
    ChangeOp Op,
    long Record,
    int Attempts,
    EventTime FirstAt,
    EventTime NextAt,
    string Code,
    bool Replay);
