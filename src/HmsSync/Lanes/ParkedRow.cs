using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>A dead letter; a lapsed range of business events is one row with <paramref name="Count"/> above 1.</summary>
/// <param name="Id">0 while it is not stored.</param>
/// <param name="Lane">The lane's number.</param>
/// <param name="PartnerSeq">Its number in the lane; of a range the first.</param>
/// <param name="Until">Of a range the last, else as <paramref name="PartnerSeq"/>.</param>
/// <param name="Seq">Its event.</param>
/// <param name="Op">What the participant would be told.</param>
/// <param name="Record">The store's record number.</param>
/// <param name="Code">Why it parked.</param>
/// <param name="Detail">For an operator; holds no record value.</param>
/// <param name="Attempts">Calls made.</param>
/// <param name="At">When it parked.</param>
/// <param name="Count">How many deliveries it stands for.</param>
internal readonly record struct ParkedRow(
    long Id,
    int Lane,
    PartnerSeq PartnerSeq,
    PartnerSeq Until,
    Seq Seq,
    ChangeOp Op,
    long Record,
    string Code,
    string? Detail,
    int Attempts,
    EventTime At,
    long Count);
