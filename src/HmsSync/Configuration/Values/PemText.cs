using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HmsSync.Configuration.Values;

/// <summary>Certificates and private keys as PEM (RFC 7468). No fault ever holds any of the text.</summary>
internal static class PemText
{
    public const string Form = "PEM text, such as \"${file:client.pem}\"";

    /// <summary>All of them, in their order; null: there is none, or one is broken.</summary>
    public static X509Certificate2Collection? Certificates(string text)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(text);
        }
        catch (CryptographicException)
        {
            return null;
        }

        return found.Count == 0 ? null : found;
    }

    /// <summary>The first certificate with its private key; null: the key is broken, encrypted, or another's.</summary>
    public static X509Certificate2? WithKey(string certificates, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificates, key);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return null;
        }
    }
}
