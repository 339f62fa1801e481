using System.Text.Json;

namespace HmsSync.Partners;

/// <summary>One thing that happened, as one line of the gateway's file.</summary>
internal sealed record LotusLine(LotusDeed Deed)
{
    /// <summary>Which entry; a number stays a number.</summary>
    public JsonElement? Uid { get; init; }

    public string? Begin { get; init; }

    public string? Close { get; init; }

    public string? Title { get; init; }

    /// <summary>Of a change by the API: whether it strikes the entry out, or brings it back; null: neither.</summary>
    public bool? IsOut { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The push's headers, where it had them.</summary>
    public long? Seq { get; init; }

    public long? PartnerSeq { get; init; }

    /// <summary>What a caller with an <c>Idempotency-Key</c> was told.</summary>
    public GivenAnswer? Answer { get; init; }

    /// <summary>The ring that a clerk's deed owes, or that was answered.</summary>
    public string? Ring { get; init; }
}

internal enum LotusDeed
{
    Put,
    Delete,
    Cancelled,
    Changed,
    Rung,
    Struck,
    Patched,
}
