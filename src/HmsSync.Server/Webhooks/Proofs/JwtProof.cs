using System.Security.Cryptography;
using System.Text;
using HmsSync.Configuration;
using HmsSync.Server.Tokens;

namespace HmsSync.Server.Webhooks.Proofs;

/// <summary>
/// A token that the partner signed, as <c>Authorization: Bearer</c>. With the claim <c>request_body_sha256</c> it covers the body too,
/// which must then be the one that was signed.
/// </summary>
internal sealed class JwtProof : Proof
{
    private readonly JwsKey[] _keys;
    private readonly JwtRules _rules;
    private readonly TimeProvider _clock;

    public JwtProof(VerifyPlan verify, TimeProvider clock)
    {
        _keys =
        [
            .. verify.Secrets.Where(s => s.Reveal().Length > 0).Select(s => new HmacJwsKey(Encoding.UTF8.GetBytes(s.Reveal()))),
            .. verify.PublicKeys.Select(JwsKey.OfPublicPem),
        ];
        _rules = new JwtRules(verify.Audience, verify.Issuer);
        _clock = clock;
    }

    public override Effort Effort => new(1, _keys.Count(key => key is not HmacJwsKey));

    public override bool Holds(in Ringing ringing)
    {
        var token = BearerToken.Of(ringing.Context.Request) ?? "";
        var claims = Jwt.Read(token, _keys, _rules, _clock.GetUtcNow());
        var body = Convert.ToHexStringLower(SHA256.HashData(ringing.Bytes.Span));
        var base64 = Convert.ToBase64String(Convert.FromHexString(body));
        return claims is not null && (claims.BodyHash is null || IsOne(claims.BodyHash, body) || IsOne(claims.BodyHash, base64));
    }

    private static bool IsOne(string claimed, string hash)
        => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(claimed), Encoding.UTF8.GetBytes(hash));
}
