using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using HmsSync.Configuration;
using HmsSync.Configuration.Values;

namespace HmsSync.Deliver.Auth;

/// <summary>The certificate that we show when TLS is set up, with those that lead from it to its root.</summary>
internal sealed class OwnCertificate : IDisposable
{
    private readonly X509Certificate2 _own;
    private readonly X509Certificate2Collection _chain;

    /// <exception cref="InvalidOperationException">Certificate and key do not fit; the text holds neither.</exception>
    public OwnCertificate(AuthPlan plan)
    {
        _chain = PemText.Certificates(plan.Certificate) ?? throw Unusable();
        _own = PemText.WithKey(plan.Certificate, AuthSecret.Of(plan)) ?? throw Unusable();
        Context = SslStreamCertificateContext.Create(_own, _chain, offline: true);
    }

    public SslStreamCertificateContext Context { get; }

    /// <summary>Null: it is within its time.</summary>
    public string? Untimely(DateTimeOffset now) => now > _own.NotAfter.ToUniversalTime()
        ? string.Create(CultureInfo.InvariantCulture, $"our certificate ran out on {_own.NotAfter.ToUniversalTime():yyyy-MM-dd}")
        : now < _own.NotBefore.ToUniversalTime()
            ? string.Create(CultureInfo.InvariantCulture, $"our certificate begins on {_own.NotBefore.ToUniversalTime():yyyy-MM-dd}")
            : null;

    public void Dispose()
    {
        _own.Dispose();
        foreach (var certificate in _chain)
        {
            certificate.Dispose();
        }
    }

    private static InvalidOperationException Unusable() => new("auth: certificate and key of mtls do not fit each other");
}
