using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Partners;

/// <summary>A call as it came: its body, and what stands in its headers.</summary>
/// <param name="Body">Null: it is no JSON, or a name stands twice in it.</param>
/// <param name="Key">Its <c>Idempotency-Key</c>, or null.</param>
/// <param name="Request">Hash of method, path and body.</param>
/// <param name="Seq">Its <c>HMS-Sync-Seq</c>, or null.</param>
/// <param name="PartnerSeq">Its <c>HMS-Sync-Partner-Seq</c>, or null.</param>
internal sealed record PartnerCall(JsonElement? Body, string? Key, string Request, long? Seq, long? PartnerSeq)
{
    /// <summary>Its <c>If-Match</c>; empty: no condition.</summary>
    public string IfMatch { get; private init; } = "";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static async Task<PartnerCall> ReadAsync(HttpContext context)
    {
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy, context.RequestAborted);
        var bytes = copy.ToArray();
        var headers = context.Request.Headers;
        var key = headers["Idempotency-Key"].ToString();
        byte[] whole = [.. Encoding.UTF8.GetBytes($"{context.Request.Method} {context.Request.Path}\n"), .. bytes];
        return new PartnerCall(
            Parse(bytes),
            key.Length == 0 ? null : key,
            Convert.ToHexStringLower(SHA256.HashData(whole)),
            Number(headers["HMS-Sync-Seq"]),
            Number(headers["HMS-Sync-Partner-Seq"]))
        {
            IfMatch = headers.IfMatch.ToString(),
        };
    }

    /// <summary>To be kept with what the call did; null: it has no key.</summary>
    public GivenAnswer? Answered(int status) => Key is null ? null : new GivenAnswer(Key, Request, status);

    private static JsonElement? Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static long? Number(string? header)
        => long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
