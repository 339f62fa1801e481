using HmsSync.Changes;

namespace HmsSync.Lanes;

/// <summary>One try of a delivery, for the delivery log: each that failed, and the one that ended a row of them.</summary>
internal sealed record Attempt
{
    /// <summary>Bytes of an answer that are kept.</summary>
    public const int MostAnswer = 4 * 1024;

    /// <summary>When it ended.</summary>
    public required EventTime At { get; init; }

    public required PartnerSeq PartnerSeq { get; init; }

    /// <summary>Which try; a participant that is away is asked again under the same number.</summary>
    public required int Number { get; init; }

    /// <summary>Stable code: <c>ok</c>, <c>http_503</c> …</summary>
    public required string Code { get; init; }

    /// <summary>HTTP status; 0: none.</summary>
    public required int Status { get; init; }

    /// <summary>From the first stage to the answer.</summary>
    public required TimeSpan Took { get; init; }

    /// <summary>For an operator; null: nothing to say.</summary>
    public string? Detail { get; init; }

    /// <summary>The beginning of what a refusal said, without our secrets.</summary>
    public ReadOnlyMemory<byte> Answer { get; init; }
}
