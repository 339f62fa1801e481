using HmsSync.Configuration;
using HmsSync.Deliver.Auth;
using HmsSync.Deliver.Guard;

namespace HmsSync.Deliver;

/// <summary>What an adapter calls its partner with: the guard and, over it, the partner's auth.</summary>
internal static class PartnerHttp
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(10);

    /// <summary>One a partner, for the life of the engine; the caller disposes it.</summary>
    /// <exception cref="InvalidOperationException">The partner's auth cannot be applied.</exception>
    public static HttpMessageInvoker Open(GuardedDialer dialer, PartnerPlan partner)
    {
        var connect = partner.Timeout < LongestConnect ? partner.Timeout : LongestConnect;
        var guarded = dialer.Open(new DialRules(partner.AllowNetwork, partner.Concurrency, connect));
        return new HttpMessageInvoker(AuthHandler.Over(guarded, partner.Auth), disposeHandler: true);
    }
}
