using HmsSync.Configuration;
using HmsSync.Deliver.Auth;
using HmsSync.Deliver.Auth.Tokens;
using HmsSync.Deliver.Guard;

namespace HmsSync.Deliver;

/// <summary>What an adapter calls its partner with: the guard and, over it, the partner's auth.</summary>
internal static class PartnerHttp
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(10);

    /// <summary>One a partner, for the life of the engine; the caller disposes it.</summary>
    /// <exception cref="InvalidOperationException">The partner's auth cannot be applied; the text holds no secret.</exception>
    public static HttpMessageInvoker Open(GuardedDialer dialer, PartnerPlan partner)
        => new(Handler(dialer, partner), disposeHandler: true);

    private static HttpMessageHandler Handler(GuardedDialer dialer, PartnerPlan partner)
    {
        var connect = partner.Timeout < LongestConnect ? partner.Timeout : LongestConnect;
        var rules = new DialRules(partner.AllowNetwork, partner.Concurrency, connect) { Tls = PartnerTls.Of(partner, null) };
        switch (partner.Auth.Kind)
        {
            case AuthKind.StandardWebhooks:
                var signer = new WebhookSigner(partner.Auth.Secrets);
                return new SigningHandler(dialer.Open(rules), signer, dialer.Clock);
            case AuthKind.OAuth2:
                var asked = new TokenRequest(partner.Auth);
                var source = new TokenSource(asked, dialer.Open(rules with { Concurrency = 1 }), partner.Timeout, dialer.Clock);
                return new TokenHandler(dialer.Open(rules), source);
            case AuthKind.Mtls:
                var own = new OwnCertificate(partner.Auth);
                var shown = rules with { Tls = PartnerTls.Of(partner, own), MustShowCertificate = true };
                return new CertificateHandler(dialer.Open(shown), own, dialer.Clock);
            default:
                return AuthHandler.Over(dialer.Open(rules), partner.Auth);
        }
    }
}
