using System.Security.Cryptography;

namespace HmsSync.Server.Tokens;

/// <summary>
/// A key that verifies signatures by exactly one algorithm: what a token says of its algorithm chooses nothing (RFC 8725, 3.1).
/// </summary>
internal abstract class JwsKey
{
    /// <summary>As <c>alg</c> names it (RFC 7518, 3.1).</summary>
    public abstract string Algorithm { get; }

    /// <summary>As <c>kid</c> names it; null: it has no name, and is tried whatever a token says.</summary>
    public string? Id { get; init; }

    public abstract bool Verifies(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature);

    /// <summary>A public key in PEM, P-256 or RSA.</summary>
    /// <exception cref="CryptographicException">It is neither.</exception>
    public static JwsKey OfPublicPem(string pem)
    {
        try
        {
            var curve = ECDsa.Create();
            curve.ImportFromPem(pem);
            return new EcJwsKey(curve);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new RsaJwsKey(rsa);
        }
    }
}
