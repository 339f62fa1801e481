using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using HmsSync.Server.Answers;
using HmsSync.Server.Tokens;

namespace HmsSync.Server.Access;

/// <summary>
/// Issues and reads our own tokens. A token stands for its key: it counts as long as the key does, and never for more than the
/// key's scopes, so that to revoke a key ends its tokens too.
/// </summary>
internal sealed class TokenDesk(KeyRing ring, SigningKeys signing, string epoch, TimeProvider clock)
{
    /// <summary>The audience of our tokens: this engine's doors.</summary>
    public const string Audience = "hms-sync";

    private const int IdBytes = 12;

    private readonly JwtRules _rules = new(Audience, $"hms-sync:{epoch}") { Overtime = TimeSpan.Zero };

    public async Task<string> IssueAsync(AccessKey key, Scopes scopes, DateTimeOffset expires)
    {
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = _rules.Issuer,
            ["aud"] = Audience,
            ["sub"] = key.Name,
            ["jti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes)),
            ["key"] = key.Id,
            ["scope"] = ScopeWords.Text(scopes),
            ["iat"] = clock.GetUtcNow().ToUnixTimeSeconds(),
            ["exp"] = expires.ToUnixTimeSeconds(),
        };
        if (key.Partner.Length > 0)
        {
            claims["partner"] = key.Partner;
        }

        return await signing.SignAsync(JsonSerializer.SerializeToUtf8Bytes(claims, JsonAnswer.Options));
    }

    /// <summary>Whose key or token it is; null: nobody's that counts now.</summary>
    public Caller? Read(string bearer)
    {
        if (ring.OfText(bearer) is { } known)
        {
            return Taken(new Caller(known.Scopes, known, null));
        }

        // Also what looks like a key and is none: it must not be told by its being cheaper.
        return Jwt.Read(bearer, signing.Verifying, _rules, clock.GetUtcNow()) is { } claims && ring.OfId(claims.Key) is { } key
            ? Taken(new Caller(key.Scopes & (ScopeWords.Parse(claims.Scopes) ?? Scopes.None), key, claims.Expires))
            : null;
    }

    private Caller Taken(Caller caller)
    {
        ring.Use(caller.Key!);
        return caller;
    }
}
