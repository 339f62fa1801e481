using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Audit;

/// <summary>One decided effect. Holds numbers and codes only, never a value of the record or of its key.</summary>
/// <param name="At">When it was decided.</param>
/// <param name="Lane">The lane's number.</param>
/// <param name="PartnerSeq">Number in the lane.</param>
/// <param name="Seq">The event.</param>
/// <param name="Record">The store's record number.</param>
/// <param name="Op">What the participant was told.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Code">Stable code: <c>ok</c>, <c>http_422</c> …</param>
/// <param name="Status">HTTP status; 0: none.</param>
/// <param name="Attempts">Calls made.</param>
/// <param name="Count">How many deliveries the row stands for; above 1 only for a range that lapsed.</param>
internal readonly record struct AuditEntry(
    EventTime At,
    int Lane,
    PartnerSeq PartnerSeq,
    Seq Seq,
    long Record,
    ChangeOp Op,
    Outcome Outcome,
    string Code,
    int Status,
    int Attempts,
    long Count = 1);
