using System.Security.Cryptography;
using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;

namespace HmsSync.Configuration.Compiling;

/// <summary>
/// Compiles <c>scheme: jwt</c>: tokens that the partner signs, with a secret that we share (HS256) or a key of its own (ES256,
/// RS256), or, with neither, tokens that we issued.
/// </summary>
internal sealed class JwtCompiler(CompileScope scope)
{
    /// <summary>RFC 7518, 3.2: a key as long as the hash.</summary>
    private const int LeastSecret = 32;

    /// <summary>RFC 7518, 3.3.</summary>
    private const int LeastRsaBits = 2_048;

    public VerifyPlan Compile(ConfigSection verify)
    {
        var isForeign = verify.Has("secret") || verify.Has("key");
        if (verify.Has("secret") && verify.Has("key"))
        {
            verify.Fault(
                "config.bad_value", "key", "a token is signed with a shared secret or with the partner's own key, not with either",
                "take one of both out");
        }

        if (isForeign)
        {
            verify.Require("audience", "the 'aud' that the partner puts into its tokens for us");
        }
        else if (verify.Has("audience") || verify.Has("issuer"))
        {
            verify.Fault(
                "config.bad_value", verify.Has("audience") ? "audience" : "issuer",
                "without 'secret' or 'key' the tokens are ours, and these are known");
        }

        var secrets = verify.Has("secret") ? Secrets.Of(verify, "secret", forHeader: false) : [];
        if (secrets.Any(s => System.Text.Encoding.UTF8.GetByteCount(s.Reveal()) is > 0 and < LeastSecret))
        {
            verify.Fault("config.bad_secret", "secret", $"a secret for HS256 has {LeastSecret} bytes at least (RFC 7518, 3.2)");
        }

        return new VerifyPlan(VerifyScheme.Jwt, "", secrets)
        {
            PublicKeys = [.. Keys(verify)],
            Audience = verify.Text("audience") ?? "",
            Issuer = verify.Text("issuer"),
        };
    }

    private IEnumerable<string> Keys(ConfigSection verify)
    {
        var node = verify.Node("key");
        foreach (var item in node is ConfigList list ? list.Items : node is null ? [] : [node])
        {
            if (scope.Log.TextOf(item) is not { } pem)
            {
                continue;
            }

            if (IsPublicKey(pem))
            {
                yield return pem;
            }
            else
            {
                scope.Log.Add(
                    "config.bad_value", item.Place, "this is no public key in PEM, P-256 or RSA of 2048 bits or more",
                    "write key: \"${file:partner.pem}\"; a private key does not belong here");
            }
        }
    }

    private static bool IsPublicKey(string pem)
    {
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            using var curve = ECDsa.Create();
            curve.ImportFromPem(pem);
            return curve.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return IsRsa(pem);
        }
    }

    private static bool IsRsa(string pem)
    {
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return rsa.KeySize >= LeastRsaBits;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
