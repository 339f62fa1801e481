using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace HmsSync.Partners;

/// <summary>One thing that happened, as one line of the calendar's file: an appointment's new state, or a ring that is over.</summary>
internal sealed record ClinicLine
{
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>1, 2, 3 … along the changes; 0 of a ring that is over.</summary>
    public long Seq { get; init; }

    public string Id { get; init; } = "";

    /// <summary>The whole appointment as it is shown; null: it is gone.</summary>
    public JsonObject? Record { get; init; }

    /// <summary>Its tag, with quotes; also of one that is gone.</summary>
    public string Etag { get; init; } = "";

    public string UpdatedAt { get; init; } = "";

    /// <summary>A clerk did it: HMS is told.</summary>
    public bool ByClerk { get; init; }

    /// <summary>What a caller with an <c>Idempotency-Key</c> was told.</summary>
    public ClinicTold? Told { get; init; }

    /// <summary>The change whose ring was answered for good.</summary>
    public long? Rung { get; init; }
}

/// <param name="Key">The caller's <c>Idempotency-Key</c>.</param>
/// <param name="Request">Hash of method, path, conditions and body: the key stands for this request and no other.</param>
/// <param name="Status">What it was answered.</param>
internal sealed record ClinicTold(string Key, string Request, int Status);
