namespace HmsSync.Partners;

/// <summary>A filing as it was handed in: one line of the registry's file, and what its screen shows.</summary>
/// <param name="Number">Of the rule.</param>
/// <param name="Title">What it is called.</param>
/// <param name="IcuBeds">Beds it wants held; null: it says nothing of beds.</param>
internal sealed record RegistryLine(string Number, string Title, int? IcuBeds)
{
    public string? Region { get; init; }

    public string? Effective { get; init; }

    /// <summary>How often it was handed in; 2: once, and then changed.</summary>
    public int Edition { get; init; }

    /// <summary>The push's headers, where it had them.</summary>
    public long? Seq { get; init; }

    public long? PartnerSeq { get; init; }

    /// <summary>What a caller with an <c>Idempotency-Key</c> was told.</summary>
    public GivenAnswer? Answer { get; init; }
}
