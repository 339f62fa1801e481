using System.Buffers;
using System.Text.Json;
using HmsSync.Changes;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HmsSync.Server.Answers;

/// <summary>Reads a request's body: whole, bounded, as it came over the wire.</summary>
internal static class RequestBody
{
    /// <summary>Invariant 11: bytes of one body.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>The body as one strict JSON object, or why not. The caller disposes it.</summary>
    public static async Task<BodyResult> ReadObjectAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsIdentity(request.Headers.ContentEncoding))
        {
            return new BodyResult(null, new Problem(
                StatusCodes.Status415UnsupportedMediaType, "encoding_refused", "Send the body without a Content-Encoding."));
        }

        var bytes = request.ContentLength > MostBytes ? null : await ReadAsync(context);
        if (bytes is null)
        {
            return new BodyResult(null, new Problem(
                StatusCodes.Status413PayloadTooLarge, "too_big", $"A body has {MostBytes} bytes at most."));
        }

        if (StrictJson.ReadObject(bytes) is not { } document)
        {
            return new BodyResult(null, new Problem(
                StatusCodes.Status400BadRequest,
                "not_json",
                "The body must be one JSON object in UTF-8: no name twice, no comments, no half of a surrogate pair, 64 deep at most."));
        }

        if (IsJson(request.ContentType))
        {
            return new BodyResult(document, null) { Bytes = bytes };
        }

        document.Dispose();
        return new BodyResult(null, new Problem(
            StatusCodes.Status415UnsupportedMediaType, "type_refused", "Send the body as Content-Type: application/json."));
    }

    private static bool IsIdentity(IEnumerable<string?> encodings)
        => encodings.All(e => string.IsNullOrEmpty(e) || e.Equals("identity", StringComparison.OrdinalIgnoreCase));

    private static bool IsJson(string? contentType)
        => MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || (type.Type.Equals("application", StringComparison.OrdinalIgnoreCase)
                    && type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)))
            && (type.Charset.Length == 0 || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));

    /// <summary>Null: too big.</summary>
    private static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        var buffer = new ArrayBufferWriter<byte>((int)Math.Clamp(context.Request.ContentLength ?? 0, 1_024, MostBytes));
        try
        {
            while (true)
            {
                var read = await context.Request.Body.ReadAsync(buffer.GetMemory(1_024), context.RequestAborted);
                if (read == 0)
                {
                    return buffer.WrittenSpan.ToArray();
                }

                buffer.Advance(read);
                if (buffer.WrittenCount > MostBytes)
                {
                    return null;
                }
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }
}

/// <summary>A body, or why there is none.</summary>
internal readonly record struct BodyResult(JsonDocument? Body, Problem? Problem)
{
    /// <summary>The body as it came over the wire; empty with a problem.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }
}
