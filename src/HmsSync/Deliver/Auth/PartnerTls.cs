using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using HmsSync.Configuration;
using HmsSync.Configuration.Values;

namespace HmsSync.Deliver.Auth;

/// <summary>How TLS is set up with one partner.</summary>
internal static class PartnerTls
{
    /// <param name="partner">Whose <c>ca</c> holds; without one the system's authorities do.</param>
    /// <param name="own">What we show; null: nothing.</param>
    /// <exception cref="InvalidOperationException">The authorities cannot be read.</exception>
    public static Func<SslClientAuthenticationOptions>? Of(PartnerPlan partner, OwnCertificate? own)
    {
        var trusted = partner.Ca.Length == 0
            ? null
            : PemText.Certificates(partner.Ca) ?? throw new InvalidOperationException("ca: it holds no certificate");
        return own is null && trusted is null
            ? null
            : () => new SslClientAuthenticationOptions
            {
                ClientCertificateContext = own?.Context,
                CertificateChainPolicy = trusted is null ? null : Only(trusted),
            };
    }

    private static X509ChainPolicy Only(X509Certificate2Collection trusted)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(trusted);
        return policy;
    }
}
