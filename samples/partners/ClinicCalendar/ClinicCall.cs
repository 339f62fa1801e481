using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Partners;

/// <summary>One call, read once.</summary>
/// <param name="Body">Null: no JSON object.</param>
/// <param name="Told">The caller's key and a hash of the request; null: no key.</param>
/// <param name="IfMatch">Empty: no condition.</param>
/// <param name="IfNoneMatch">Likewise.</param>
internal sealed record ClinicCall(JsonObject? Body, ClinicTold? Told, string IfMatch, string IfNoneMatch)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static async Task<ClinicCall> ReadAsync(HttpContext context)
    {
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy, context.RequestAborted);
        var bytes = copy.ToArray();
        var headers = context.Request.Headers;
        var (ifMatch, ifNoneMatch) = (headers.IfMatch.ToString(), headers.IfNoneMatch.ToString());
        var key = headers["Idempotency-Key"].ToString();
        byte[] request =
        [
            .. Encoding.UTF8.GetBytes($"{context.Request.Method} {context.Request.Path}\n{ifMatch}\n{ifNoneMatch}\n"), .. bytes,
        ];
        var told = key.Length == 0 ? null : new ClinicTold(key, Convert.ToHexStringLower(SHA256.HashData(request)), 0);
        return new ClinicCall(Object(bytes), told, ifMatch, ifNoneMatch);
    }

    /// <summary>What a condition says to an appointment, or to there being none; null: it holds.</summary>
    public int? Refusal(ClinicLine? known)
        => IfNoneMatch == "*" && known is not null ? StatusCodes.Status412PreconditionFailed
            : IfMatch.Length > 0 && IfMatch != known?.Etag && (IfMatch != "*" || known is null)
                ? StatusCodes.Status412PreconditionFailed
                : null;

    public static int Number(string text, int usual, int most)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? Math.Min(number, most)
            : usual;

    private static JsonObject? Object(byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(bytes, documentOptions: Strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
