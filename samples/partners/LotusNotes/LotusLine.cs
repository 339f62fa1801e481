using System.Text.Json;
using System.Text.Json.Serialization;

namespace HmsSync.Partners;

/// <summary>One thing that happened, as one line of the gateway's file.</summary>
internal sealed record LotusLine(LotusDeed Deed)
{
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Which entry; a number stays a number.</summary>
    public JsonElement? Uid { get; init; }

    public string? Begin { get; init; }

    public string? Close { get; init; }

    public string? Title { get; init; }

    /// <summary>The push's headers, where it had them.</summary>
    public long? Seq { get; init; }

    public long? PartnerSeq { get; init; }

    /// <summary>What a caller with an <c>Idempotency-Key</c> was told.</summary>
    public LotusAnswer? Answer { get; init; }

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
}

/// <param name="Key">The caller's <c>Idempotency-Key</c>.</param>
/// <param name="Request">Hash of method, path and body: the key stands for this request and no other.</param>
/// <param name="Status">What it was answered.</param>
internal sealed record LotusAnswer(string Key, string Request, int Status);
