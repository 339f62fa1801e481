using System.Net;
using System.Text.Json;
using HmsSync.Sdk;

namespace HmsSync.Deliver.Auth.Tokens;

/// <summary>Reads what a token endpoint answered (RFC 6749, 5.1 and 5.2).</summary>
internal static class TokenAnswer
{
    /// <summary>Invariant 11: bytes of an answer.</summary>
    public const int MostBytes = 64 * 1024;

    private const int LongestToken = 16 * 1024;

    private static readonly TimeSpan Unsaid = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestUse = TimeSpan.FromDays(1);

    private static readonly string[] Words =
    [
        "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope",
    ];

    /// <exception cref="AuthFailedException">There is no token in it.</exception>
    public static AccessToken Read(HttpStatusCode status, ReadOnlyMemory<byte> body, TimeSpan? retryAfter, DateTimeOffset now)
        => (int)status switch
        {
            200 => Token(body, now),
            400 or 401 or 403 => throw Failed(FailureKind.Unauthorized, "token_refused", Refusal(body)),
            >= 300 and < 400 => throw Failed(FailureKind.Redirected, "token_redirected", "it answers with a redirect; none is followed"),
            429 or 503 => throw Failed(FailureKind.Unavailable, "token_busy", "it wants to be asked later", retryAfter),
            >= 500 => throw Failed(FailureKind.Unavailable, "token_unavailable", Status(status)),
            _ => throw Failed(FailureKind.Unauthorized, "token_refused", Status(status)),
        };

    public static AuthFailedException Failed(FailureKind kind, string code, string what, TimeSpan? retryAfter = null)
        => new(PushOutcome.Failed(kind, code, retryAfter: retryAfter, detail: $"the token endpoint: {what}"));

    private static string Status(HttpStatusCode status) => string.Create(CultureInfo.InvariantCulture, $"it answered {(int)status}");

    private static AccessToken Token(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            if (answer.RootElement.ValueKind == JsonValueKind.Object
                && Text(answer.RootElement, "access_token") is { Length: > 0 and <= LongestToken } token
                && !token.AsSpan().ContainsAnyExceptInRange('!', '~')
                && string.Equals(Text(answer.RootElement, "token_type"), "bearer", StringComparison.OrdinalIgnoreCase))
            {
                var life = Life(answer.RootElement);
                var margin = life / 10 < LongestMargin ? life / 10 : LongestMargin;
                return new AccessToken(token, now + life - margin);
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // Told below: what it is instead may hold a secret.
        }

        throw Failed(FailureKind.BadAnswer, "token_bad_answer", "its answer holds no bearer token");
    }

    /// <summary>Seconds, as a number or in quotes; the RFC recommends to say it.</summary>
    private static TimeSpan Life(JsonElement answer)
    {
        var seconds = answer.TryGetProperty("expires_in", out var said)
            && double.TryParse(said.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0
            ? number
            : Unsaid.TotalSeconds;
        return TimeSpan.FromSeconds(Math.Min(seconds, LongestUse.TotalSeconds));
    }

    /// <summary>One of the words of the RFC; anything else the endpoint says is not repeated.</summary>
    private static string Refusal(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            var said = answer.RootElement.ValueKind == JsonValueKind.Object ? Text(answer.RootElement, "error") : null;
            return Words.Contains(said) ? $"it refuses us ({said})" : "it refuses us";
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return "it refuses us";
        }
    }

    private static string? Text(JsonElement answer, string name)
        => answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
