namespace HmsSync.Partners;

/// <summary>One thing that happened, as one line of the scheduler's file.</summary>
internal sealed record HospitalLine(HospitalDeed Deed)
{
    /// <summary>Under which reference beds are held: the caller's, or the call's own.</summary>
    public string? Rule { get; init; }

    public int? BedCap { get; init; }

    public string? Start { get; init; }

    public string? Priority { get; init; }

    /// <summary>The push's headers, where it had them.</summary>
    public long? Seq { get; init; }

    public long? PartnerSeq { get; init; }

    /// <summary>What a caller with an <c>Idempotency-Key</c> was told.</summary>
    public GivenAnswer? Answer { get; init; }

    /// <summary>The ring that a cancelled bed owes, or that was answered.</summary>
    public string? Ring { get; init; }

    /// <summary>What the ring says.</summary>
    public int? BedsFree { get; init; }
}

internal enum HospitalDeed
{
    Reserved,
    BedCancelled,
    Rung,
}
