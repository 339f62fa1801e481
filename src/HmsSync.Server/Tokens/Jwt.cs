using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Server.Tokens;

/// <summary>
/// Reads JSON Web Tokens (RFC 7519) as RFC 8725 advises: the algorithm is the key's, <c>crit</c> is refused, an expiry and
/// the audience must be there, and nothing of a token is believed before its signature is right.
/// </summary>
internal static class Jwt
{
    /// <summary>Invariant 11: characters of a token.</summary>
    public const int Longest = 8_192;

    /// <summary>Clocks that are not quite together.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromSeconds(60);

    /// <summary>Null: it is no token, not signed by any of the keys, not for us, or not now.</summary>
    public static JwtClaims? Read(string token, IReadOnlyList<JwsKey> keys, JwtRules rules, DateTimeOffset now)
    {
        var parts = token.Length <= Longest ? token.Split('.') : [];
        var signature = parts.Length == 3 ? Bytes(parts[2]) : null;
        using var header = parts.Length == 3 ? Json(parts[0]) : null;
        var signed = Encoding.ASCII.GetBytes(parts.Length == 3 ? $"{parts[0]}.{parts[1]}" : "");
        var isSigned = false;
        foreach (var key in Candidates(keys, header))
        {
            // Malformed ones are tried too: they must not be cheaper than wrong ones.
            isSigned |= key.Verifies(signed, signature ?? []) && Fits(header, key);
        }

        using var payload = isSigned ? Json(parts[1]) : null;
        return payload is null ? null : Claims(payload.RootElement, rules, now);
    }

    /// <summary>Of keys with names the one that is named, or any, so that one is tried in any case; of others all.</summary>
    private static IEnumerable<JwsKey> Candidates(IReadOnlyList<JwsKey> keys, JsonDocument? header)
    {
        var kid = header is null ? null : Text(header.RootElement, "kid");
        return keys.Count == 0 || keys[0].Id is null ? keys : [keys.FirstOrDefault(key => key.Id == kid) ?? keys[0]];
    }

    private static bool Fits(JsonDocument? header, JwsKey key)
        => header is not null
            && Text(header.RootElement, "alg") == key.Algorithm
            && !header.RootElement.TryGetProperty("crit", out _)
            && (key.Id is null || Text(header.RootElement, "kid") == key.Id);

    private static JwtClaims? Claims(JsonElement payload, JwtRules rules, DateTimeOffset now)
    {
        if (Time(payload, "exp") is not { } expires || expires + rules.Overtime <= now || IsAhead(payload, "nbf", now)
            || IsAhead(payload, "iat", now) || !IsFor(payload, rules.Audience)
            || (rules.Issuer is not null && Text(payload, "iss") != rules.Issuer))
        {
            return null;
        }

        return new JwtClaims(expires)
        {
            Key = Text(payload, "key") ?? Text(payload, "jti"),
            Scopes = Text(payload, "scope") ?? "",
            BodyHash = Text(payload, "request_body_sha256"),
        };
    }

    private static bool IsFor(JsonElement payload, string audience)
        => payload.TryGetProperty("aud", out var aud) && aud.ValueKind switch
        {
            JsonValueKind.String => aud.GetString() == audience,
            JsonValueKind.Array => aud.EnumerateArray().Any(a => a.ValueKind == JsonValueKind.String && a.GetString() == audience),
            _ => false,
        };

    /// <summary>A time that cannot be read is no time that has come.</summary>
    private static bool IsAhead(JsonElement payload, string name, DateTimeOffset now)
        => payload.TryGetProperty(name, out _) && (Time(payload, name) is not { } time || time > now + Leeway);

    private static DateTimeOffset? Time(JsonElement payload, string name)
        => payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var seconds)
            && seconds is > 0 and < 250_000_000_000
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;

    private static string? Text(JsonElement json, string name)
        => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonDocument? Json(string part) => Bytes(part) is { } bytes ? StrictJson.ReadObject(bytes) : null;

    private static byte[]? Bytes(string part)
    {
        // No padding and no white space (RFC 7515, 2): two texts of one token would be two tokens.
        if (!part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || !Base64Url.IsValid(part))
        {
            return null;
        }

        return Base64Url.DecodeFromChars(part);
    }
}
